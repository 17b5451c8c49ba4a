"""The map keeps areas in proportion and knows the countries of the settings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.dashboards.maps import equal_earth, outlines, world
from reelhouse.dashboards.theme import DARK
from reelhouse.settings.marts import MartSettings

# islands and cities that Natural Earth leaves out at 1 : 110,000,000
TOO_SMALL = {"HK", "MT", "SG"}


def test_places_are_those_of_the_projection() -> None:
    # of the reference implementation, PROJ's `eqearth`, on a sphere of radius 1
    found = equal_earth(np.array([[0.0, 0.0], [180.0, 0.0], [0.0, 90.0]]))
    assert found == pytest.approx(
        np.array([[0.0, 0.0], [2.7066299836, 0.0], [0.0, 1.3173627592]]), abs=1e-6
    )


@given(longitude=st.floats(-179, 178), latitude=st.floats(-84, 83))
def test_equal_areas_stay_equal(longitude: float, latitude: float) -> None:
    corners = [(0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1)]
    x, y = equal_earth(np.array([(longitude + a, latitude + b) for a, b in corners])).T
    drawn = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
    low, high = np.radians([latitude, latitude + 0.1])
    sphere = np.radians(0.1) * (np.sin(high) - np.sin(low))
    assert drawn == pytest.approx(sphere, rel=2e-3)


def test_countries_of_the_regions_are_drawn_unless_they_are_too_small() -> None:
    named = {code for codes in MartSettings().regions.values() for code in codes}
    assert named - set(outlines()) == TOO_SMALL


def test_no_outline_runs_across_the_map() -> None:
    for code, places in outlines().items():
        steps = np.abs(np.diff(places[:, 0]))
        assert np.nanmax(steps) < 1.5, code


def test_each_country_has_the_colour_of_its_figure_and_is_named() -> None:
    frame = pd.DataFrame(
        {"code": ["US", "BR", "SG"], "roi": [0.5, -0.5, 0.1], "label": ["a", "b", "c"]}
    )
    figure = world(frame, "code", "roi", "label", theme=DARK, title="ROI", form=".0%", middle=0.0)
    said = {trace.text: trace.fillcolor for trace in figure.data if trace.text}
    assert set(said) == {"a", "b"}
    ends = [DARK.diverging[-1][1], DARK.diverging[0][1]]
    drawn = [said["a"], said["b"]]
    for colour, end in zip(drawn, ends, strict=True):
        wanted = tuple(int(str(end)[i : i + 2], 16) for i in (1, 3, 5))
        assert colour == f"rgb({wanted[0]}, {wanted[1]}, {wanted[2]})"

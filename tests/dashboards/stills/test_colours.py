"""Colours of a still say what the figures are."""

from __future__ import annotations

import re

import pandas as pd

from reelhouse.dashboards.figures import heat
from reelhouse.dashboards.stills import svg
from reelhouse.dashboards.theme import DARK

CELLS = pd.DataFrame(
    {"month": ["Jan", "Feb", "Jan", "Feb"], "genre": ["Drama", "Drama", "War", "War"],
     "share": [10.0, 25.0, None, 40.0]}
)  # fmt: skip


def still_of(middle: float | None) -> str:
    figure = heat(CELLS, "month", "genre", "share", theme=DARK, title="Share", middle=middle)
    return svg(figure, DARK, "x", width=400, height=300, title="Shares", said="War leads")


def cells_in(still: str) -> list[str]:
    """The colours of the cells, which have a place of their own each."""
    cells = re.findall(
        r'<rect x="[^"]+" y="[^"]+" width="[^"]+" height="[^"]+" fill="([^"]+)"/>', still
    )
    return [colour for colour in cells if not colour.startswith("url")]


def test_a_cell_has_the_colour_of_its_figure_and_none_where_there_is_none() -> None:
    low, between, high = cells_in(still_of(None))

    assert low == "rgb(29, 29, 33)"
    assert high == "rgb(255, 194, 181)"
    assert between not in {low, high}


def test_around_a_middle_both_ends_are_as_far_from_it() -> None:
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", still_of(20.0))

    assert {"0", "40", "Share"} <= set(texts)


def test_a_table_without_a_figure_has_no_key() -> None:
    nothing = CELLS.assign(share=float("nan"))
    figure = heat(nothing, "month", "genre", "share", theme=DARK, title="Share")
    still = svg(figure, DARK, "x", width=400, height=300, title="Shares", said="nothing")

    assert cells_in(still) == []
    assert "linearGradient" not in still

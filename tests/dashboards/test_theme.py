"""Colours can be read and told apart, with full colour sight and without."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from reelhouse.dashboards.theme import (
    DARK,
    GENRE_COLOURS,
    KIND_COLOURS,
    LIGHT,
    Theme,
    genre_colour,
    series_colours,
)

# what who lacks a kind of cones sees, linear RGB (Machado, Oliveira and Fernandes 2009, severity 1)
SIGHT = {
    "full": np.eye(3),
    "without red cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "without green cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
}  # fmt: skip
# OKLab (Ottosson 2020)
CONES = np.array([[0.4122214708, 0.5363325363, 0.0514459929],
                  [0.2119034982, 0.6806995451, 0.1073969566],
                  [0.0883024619, 0.2817188376, 0.6299787005]])  # fmt: skip
LAB = np.array([[0.2104542553, 0.793617785, -0.0040720468],
                [1.9779984951, -2.428592205, 0.4505937099],
                [0.0259040371, 0.7827717662, -0.808675766]])  # fmt: skip

MAIN = list(GENRE_COLOURS)[:8]
APART = 0.06  # of OKLab; 0.02 is just seen side by side


def linear(colour: str) -> np.ndarray:
    values = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast as WCAG 2 has it."""
    light = sorted(float(linear(c) @ (0.2126, 0.7152, 0.0722)) for c in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def apart(one: str, other: str, sight: np.ndarray) -> float:
    seen = [LAB @ np.cbrt(np.clip(CONES @ (sight @ linear(c)), 0, None)) for c in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("colours", [[GENRE_COLOURS[g] for g in MAIN], list(KIND_COLOURS.values())])
def test_the_main_colours_are_told_apart(sight: str, colours: list[str]) -> None:
    for one, other in itertools.combinations(colours, 2):
        assert apart(one, other, SIGHT[sight]) >= APART, (one, other)


def test_no_two_genres_have_the_same_colour() -> None:
    assert len(set(GENRE_COLOURS.values())) == len(GENRE_COLOURS)
    assert genre_colour("Shounen") == genre_colour("Shounen")


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda t: t.name)
def test_text_can_be_read(theme: Theme) -> None:
    for ground in (theme.background, theme.surface):
        assert contrast(theme.text, ground) >= 7
        assert contrast(theme.quiet, ground) >= 4.5
        assert contrast(theme.link, ground) >= 4.5
    assert contrast("#FFFFFF", theme.accent) >= 4.5  # of a button's words
    for mark in (theme.accent, theme.neutral, theme.good, theme.bad):
        assert contrast(mark, theme.background) >= 3


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda t: t.name)
def test_marks_stand_out_of_the_page(theme: Theme) -> None:
    for colour in [*GENRE_COLOURS.values(), *KIND_COLOURS.values()]:
        assert contrast(colour, theme.background) >= 1.9, colour


def test_the_same_series_have_the_same_colours_in_whatever_order_they_come() -> None:
    regions = ["Europe", "North America", "Asia Pacific", "Europe"]
    assert series_colours(regions) == series_colours(reversed(regions))
    assert len(set(series_colours(regions).values())) == 3
    many = [f"{n:02}" for n in range(20)]
    assert series_colours(many).keys() == set(many)

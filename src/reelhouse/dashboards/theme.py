"""Colours and the look of charts: dark and light, one red accent, one colour a genre."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from typing import Any, Literal

import plotly.graph_objects as go

ThemeType = Literal["dark", "light"]


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of one of the two looks.

    Attributes:
        name: which.
        background: of the page.
        surface: of what lies on it, such as the box of a chart.
        text: of what is to be read; at least 7 to 1 on both.
        quiet: of what is read second; at least 4.5 to 1 on both.
        line: of grids and borders.
        accent: the one red, for what matters most in a chart and for buttons.
        neutral: of marks that are there to compare with.
        good: of what is better, told apart from `bad` by lightness and hue.
        bad: of what is worse.
    """

    name: ThemeType
    background: str
    surface: str
    text: str
    quiet: str
    line: str
    accent: str
    link: str
    neutral: str
    good: str
    bad: str

    @property
    def sequential(self) -> list[list[float | str]]:
        """From nothing to much, for heat maps; lightness alone orders it."""
        if self.name == "dark":
            return [
                [0, "#1D1D21"],
                [0.12, "#45151A"],
                [0.35, "#8E1B22"],
                [0.65, "#DA3B3B"],
                [1, "#FFC2B5"],
            ]
        return [
            [0, "#FAF4F2"],
            [0.12, "#F6D5CD"],
            [0.35, "#EB9C8F"],
            [0.65, "#CB3430"],
            [1, "#640910"],
        ]

    @property
    def diverging(self) -> list[list[float | str]]:
        """Blue below, neutral in the middle, orange above: safe for colour-blind readers."""
        middle = "#2A2A2F" if self.name == "dark" else "#F1F1F1"
        return [[0, "#3D8BD4"], [0.5, middle], [1, "#E8871E"]]


DARK = Theme(
    "dark",
    background="#0E0E10",
    surface="#17171A",
    text="#F1F1F2",
    quiet="#B4B4BB",
    line="#34343A",
    accent="#E50914",
    link="#FF7B75",
    neutral="#8A8A93",
    good="#4FB3E8",
    bad="#F0A03C",
)
LIGHT = Theme(
    "light",
    background="#FFFFFF",
    surface="#FAFAFA",
    text="#17171A",
    quiet="#55555C",
    line="#DCDCE0",
    accent="#D00812",
    link="#A8060E",
    neutral="#83838C",
    good="#0F6FB3",
    bad="#B35F00",
)


def theme_of(name: str | None) -> Theme:
    """The look of a name; dark where the browser has not said yet."""
    return LIGHT if name == "light" else DARK


# The most frequent genres have the colours that are told apart best, with full colour sight and
# without red or green cones (tests/dashboards/test_theme.py). Charts name genres as well.
GENRE_COLOURS = {
    "Drama": "#4477AA",
    "Comedy": "#E69F00",
    "Documentary": "#A7B1BA",
    "Action": "#D55E00",
    "Thriller": "#009E73",
    "Romance": "#CC79A7",
    "Crime": "#7A52E0",
    "Animation": "#56B4E9",
    "Horror": "#A03A5C",
    "Family": "#8CC084",
    "Adventure": "#3C7D4C",
    "Fantasy": "#A562B5",
    "Sci-Fi": "#B8A52E",
    "Mystery": "#44AA99",
    "Short": "#8B8378",
    "Reality-TV": "#E88B7D",
    "Talk-Show": "#C2956B",
    "Game-Show": "#D9B36C",
    "News": "#7C93A8",
    "Music": "#B0579A",
    "Musical": "#D79BD0",
    "Biography": "#6C8FBF",
    "History": "#96703C",
    "War": "#7A7F45",
    "Sport": "#5FB85F",
    "Western": "#B5763A",
    "Film-Noir": "#6E6E78",
    "Adult": "#96647A",
}
# genres of other sources, such as those of anime sites
_MORE = ("#5E9CC4", "#C98F4E", "#6FA98B", "#B9799B", "#8F86C9", "#A39A4B", "#7FA6A6", "#B58484")

KIND_COLOURS = {"film": "#E69F00", "series": "#56B4E9", "anime": "#CC79A7"}

SERIES_COLOURS = ("#4C9FE0", "#E69F00", "#CC79A7", "#2FA67C", "#B8A52E", "#8E7FE0", "#A7B1BA")

_FONT = '"Source Sans", "Source Sans 3", "Source Sans Pro", system-ui, sans-serif'


def genre_colour(genre: str) -> str:
    """The colour of a genre, the same on every page."""
    return GENRE_COLOURS.get(genre) or _MORE[sum(genre.encode()) % len(_MORE)]


def series_colours(names: Iterable[str]) -> dict[str, str]:
    """The colours of things that have none of their own: the same things, the same colours."""
    return dict(zip(sorted(set(names)), cycle(SERIES_COLOURS), strict=False))


def genre_colours(genres: list[str]) -> list[str]:
    """The colours of several genres."""
    return [genre_colour(genre) for genre in genres]


@cache
def template(theme: Theme) -> str:
    """How charts look, as JSON: quiet axes, no zoom that steals scrolling, room for labels."""
    axis = {
        "gridcolor": theme.line,
        "linecolor": theme.line,
        "zerolinecolor": theme.line,
        "automargin": True,
        "fixedrange": True,
        "title": {"standoff": 8, "font": {"color": theme.quiet, "size": 13}},
        "tickfont": {"color": theme.quiet, "size": 12},
        "ticklabelstandoff": 4,
    }
    layout: dict[str, Any] = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": theme.text, "family": _FONT, "size": 13},
        "colorway": list(SERIES_COLOURS),
        "margin": {"l": 8, "r": 16, "t": 16, "b": 8},
        "xaxis": axis | {"showgrid": False},
        "yaxis": axis,
        "dragmode": False,
        "hovermode": "closest",
        "bargap": 0.25,
        "hoverlabel": {
            "bgcolor": theme.surface,
            "bordercolor": theme.line,
            "font": {"color": theme.text, "family": _FONT},
        },
        "legend": {
            "orientation": "h",
            "yanchor": "bottom",
            "y": 1.02,
            "xanchor": "left",
            "x": 0,
            "font": {"color": theme.text},
            "title": {"text": ""},
        },
        "colorscale": {"sequential": theme.sequential, "diverging": theme.diverging},
        "coloraxis": {"colorbar": {"outlinewidth": 0, "thickness": 12, "len": 0.9}},
    }
    return str(go.layout.Template(layout=layout).to_json())


def streamlit_options() -> dict[str, Any]:
    """Options of Streamlit's configuration that give both looks."""
    options: dict[str, Any] = {
        "theme.baseRadius": "6px",
        "theme.headingFontSizes": ["1.75rem", "1.3rem", "1.05rem"],
        "theme.headingFontWeights": [700, 650, 600],
    }
    for theme in (DARK, LIGHT):
        section = f"theme.{theme.name}"
        options |= {
            f"{section}.primaryColor": theme.accent,
            f"{section}.backgroundColor": theme.background,
            f"{section}.secondaryBackgroundColor": theme.surface,
            f"{section}.textColor": theme.text,
            f"{section}.linkColor": theme.link,
            f"{section}.borderColor": theme.line,
            f"{section}.sidebar.backgroundColor": theme.surface,
            f"{section}.sidebar.secondaryBackgroundColor": theme.background,
        }
    return options

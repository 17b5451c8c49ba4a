"""The charts of the page, drawn from its own tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

Rows = Sequence[Sequence[str]]

WIDTH = 7.2
FIRST, SECOND, THIRD = "#33658a", "#f26419", "#6b8f3c"
GREY = "#8a8a8a"


def draw(tables: Mapping[str, Rows], folder: Path) -> None:
    """Draw every chart.

    Args:
        tables: answers of the page by their names, as `page.tables` gives them.
        folder: where the SVG files go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, (height, make) in _CHARTS.items():
        with mpl.rc_context():
            _set_style()
            figure = Figure(figsize=(WIDTH, height), layout="constrained", facecolor="white")
            make(figure.subplots(), tables)
            figure.savefig(folder / f"{name}.svg", metadata={"Date": None})


def _set_style() -> None:
    # the same drawing has the same bytes
    mpl.rc("svg", fonttype="none", hashsalt="reelhouse")
    mpl.rc("font", family="sans-serif", size=10)
    mpl.rc("axes", edgecolor=GREY, titlesize=11, titlelocation="left")
    mpl.rc("axes.spines", top=False, right=False)


def _half_lives(axes: Axes, tables: Mapping[str, Rows]) -> None:
    rows = [row for row in tables["half lives"] if row[3]]
    labels = [f"{kind}, {phase}" for phase, kind, *_ in rows]
    _dots(axes, labels, [[_number(cell) for cell in row[3:6]] for row in rows])
    axes.set(title="Weeks in which hours halve, with 95 % intervals", xlim=(0, None))


def _studios(axes: Axes, tables: Mapping[str, Rows]) -> None:
    rows = tables["studios"]
    labels = [f"{studio} ({count})" for studio, count, *_ in rows]
    places = range(len(rows))
    means, lows = ([_number(row[place]) for row in rows] for place in (2, 5))
    axes.hlines(places, lows, means, color=GREY, linewidth=1)
    axes.plot(means, places, "o", color=FIRST, label="mean score")
    axes.plot(lows, places, "|", color=SECOND, markersize=11, label="lower bound")
    axes.set_yticks(places, labels)
    axes.invert_yaxis()
    axes.legend(frameon=False, loc="lower right")
    axes.set(title="Studios by the lower bound of their mean score; anime with a score in brackets")


def _returns(axes: Axes, tables: Mapping[str, Rows]) -> None:
    rows = tables["returns by genre"]
    ends = [[_number(cell) for cell in row[3].split(" to ")] for row in rows]
    values = [[_number(row[2]), *end] for row, end in zip(rows, ends, strict=True)]
    order = sorted(range(len(rows)), key=lambda place: -values[place][0])
    labels = [f"{rows[place][0]} ({rows[place][1]})" for place in order]
    _dots(axes, labels, [values[place] for place in order])
    axes.axvline(2, color=GREY, linewidth=1, linestyle=":")
    axes.set(title="Gross for a dollar of budget, median with 95 % interval; films in brackets")


def _additions(axes: Axes, tables: Mapping[str, Rows]) -> None:
    rows = tables["additions"]
    years = sorted({row[1] for row in rows})
    for platform, colour in zip(("netflix", "disney", "hulu"), (FIRST, SECOND, THIRD), strict=True):
        added = {row[1]: _number(row[2]) for row in rows if row[0] == platform}
        axes.plot(years, [added.get(year, 0) for year in years], "o-", color=colour, label=platform)
    axes.legend(frameon=False)
    axes.set(title="Titles of the file by the year in which they were added", ylim=(0, None))


def _ages(axes: Axes, tables: Mapping[str, Rows]) -> None:
    rows = tables["growth by age"]
    days, values = [int(row[0]) for row in rows], [_number(row[2]) / 1000 for row in rows]
    axes.plot(days, values, "o-", color=FIRST)
    axes.set(
        title="New views a day of videos in the charts, median, in thousands",
        xlabel="days since the video was published",
        ylim=(0, None),
    )


def _dots(axes: Axes, labels: Sequence[str], values: Sequence[Sequence[float]]) -> None:
    """Middles with their intervals, the first on top."""
    places = range(len(labels))
    axes.hlines(places, [low for _, low, _ in values], [high for *_, high in values], color=GREY)
    axes.plot([middle for middle, *_ in values], places, "o", color=FIRST)
    axes.set_yticks(places, labels)
    axes.invert_yaxis()


def _number(text: str) -> float:
    return float(text.replace(",", ""))


_CHARTS = {
    "half-lives": (2.4, _half_lives),
    "studios": (4.2, _studios),
    "returns": (5.2, _returns),
    "additions": (3.2, _additions),
    "growth": (3.0, _ages),
}

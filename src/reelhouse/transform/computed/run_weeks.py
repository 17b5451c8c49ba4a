"""Hours of films and seasons in a week or in several, and the weeks that they are made of."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reelhouse.transform.computed.run_effects import Codes, Floats

TRAILER_DAYS = 10.0
"""Days in which what is seen of a trailer in a day falls to 1/e: half of it is in a week."""

# hours follow reach at a distance that is not known; each of these spans of days before the end
# of a week gets a coefficient of its own
_REACH_SPANS = ((0.0, 14.0), (14.0, 28.0), (0.0, np.inf))
_REACH_UNIT = 1_000.0


def _none() -> Floats:
    return np.zeros(0)


@dataclass(frozen=True)
class Trailers:
    """Trailers of the titles. All arrays have one entry a trailer.

    Attributes:
        title: code of the title, as in the panel.
        day: on which it came out.
        views: that it has in all.
    """

    title: Codes = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    day: Floats = field(default_factory=_none)
    views: Floats = field(default_factory=_none)


@dataclass(frozen=True)
class GenrePanel:
    """Hours of runs, a run being a film or a season. All arrays have one entry a row.

    A row is one week, or several that follow each other and were added up.

    Attributes:
        title: code of the title, from 0.
        run: code of the run, from 0.
        source: code of where the row is from, as `genre_panel.SOURCES`.
        day: number of the day that ends its first week, from some 1 January.
        week_count: how many weeks it is the sum of.
        log_hours: logarithm of the hours viewed.
        log_cutoff: logarithm of the hours below which they would not be known.
        age_weeks: weeks since the run came out, in the first of its weeks.
        kind: such as film, series or anime; each decays in its own way.
        rating: mean rating of the title.
        log_votes: logarithm of the number of its votes.
        trailers: of the titles.
    """

    title: Codes
    run: Codes
    source: Codes
    day: Floats
    week_count: Codes
    log_hours: Floats
    log_cutoff: Floats
    age_weeks: Floats
    kind: NDArray[np.object_]
    rating: Floats
    log_votes: Floats
    trailers: Trailers = field(default_factory=Trailers)


@dataclass(frozen=True)
class Weeks:
    """The weeks of all rows, one after the other. Arrays have one entry a week of a row.

    Attributes:
        row: whose week it is.
        start: place of the first week of each row.
        day: that ends it.
        age: weeks since the run came out.
        reach: logarithms of 1 + thousands of views that the title's trailers had shortly before,
            a row for each span of days; no rows where there are no trailers.
    """

    row: Codes
    start: Codes
    day: Floats
    age: Floats
    reach: Floats


def weeks_of(panel: GenrePanel) -> Weeks:
    """The weeks that the rows of a panel are sums of."""
    counts = panel.week_count
    row = np.repeat(np.arange(len(counts)), counts)
    start = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp)
    place = np.arange(len(row)) - start[row]
    day = panel.day[row] + 7 * place
    return Weeks(row, start, day, panel.age_weeks[row] + place, _reach(panel, row, day))


def _reach(panel: GenrePanel, row: Codes, day: Floats) -> Floats:
    """What trailers were seen in each span of days before the end of a week.

    Only their views so far are known. They are spread over the days since a trailer came out as
    an exponential fall would.
    """
    trailers = panel.trailers
    views = np.zeros((len(_REACH_SPANS), len(row)))
    if not len(trailers.title):
        return views[:0]
    title = panel.title[row]
    order = np.argsort(title, kind="stable")
    bounds = np.searchsorted(title[order], [trailers.title, trailers.title + 1])
    for place, (first, last) in enumerate(bounds.T.tolist()):
        weeks = order[first:last]
        age = day[weeks] - trailers.day[place]
        for number, (recent, past) in enumerate(_REACH_SPANS):
            seen = [1 - np.exp(-np.maximum(age - ago, 0) / TRAILER_DAYS) for ago in (recent, past)]
            views[number, weeks] += trailers.views[place] * (seen[0] - seen[1])
    return np.asarray(np.log1p(views / _REACH_UNIT), dtype=np.float64)

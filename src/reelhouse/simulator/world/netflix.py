"""Netflix's part of the world: what it shows since when, and how long it is watched each week."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from reelhouse.simulator.world.clock import HISTORY_DAYS, WEEKS, date_of, sunday_of
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import Effects
from reelhouse.simulator.world.titles import Title
from reelhouse.simulator.world.video import Video

PUBLISHED_AFTER_DAYS = 2
"""The files of a week come on the Tuesday after its Sunday."""

CATEGORIES = ("Films (English)", "Films (Non-English)", "TV (English)", "TV (Non-English)")

Reach = NDArray[np.int64]

_BASE_LOG_HOURS = {"film": 15.9, "series": 16.2, "anime": 15.6}


@dataclass(frozen=True, slots=True)
class NetflixRun:
    """What Netflix counts as one: a film, or one season of a show.

    Attributes:
        index: place in `World.netflix_runs`.
        title_index: of the title.
        season_number: None for films.
        category: one of `CATEGORIES`.
        show_title: as Netflix writes it.
        season_title: as Netflix writes it; None for films ("N/A" in the files).
        runtime_hours: of the film or the whole season.
        release_day: since when Netflix has it; the first day is 0.
        is_original: whether it came to Netflix first.
        weekly_hours: what is watched in each of `NetflixHours.weeks`, float64, not rounded.
        weekly_reach: true views of the title's trailers in the same weeks, int64.
    """

    index: int
    title_index: int
    season_number: int | None
    category: str
    show_title: str
    season_title: str | None
    runtime_hours: float
    release_day: int
    is_original: bool
    weekly_hours: NDArray[np.float64] = field(repr=False, compare=False)
    weekly_reach: NDArray[np.int64] = field(repr=False, compare=False)

    @property
    def is_film(self) -> bool:
        """Whether its category is one of films."""
        return self.category.startswith("Films")

    @property
    def release_date(self) -> date:
        """`release_day` as a date."""
        return date_of(self.release_day)


def week_days(last_day: int) -> tuple[int, ...]:
    """The Sundays of all weeks of a world, oldest first.

    130 of them are published on day 0; the last is the last one published by `last_day`.
    """
    newest = sunday_of(-PUBLISHED_AFTER_DAYS - 6)
    first = newest - 7 * (WEEKS - 1)
    return tuple(range(first, last_day - PUBLISHED_AFTER_DAYS + 1, 7))


def trailer_reach(videos: tuple[Video, ...], weeks: tuple[int, ...]) -> dict[int, Reach]:
    """True views of each title's trailers in each week, by title index."""
    reach: dict[int, Reach] = {}
    for video in videos:
        if video.kind != "trailer" or video.title_index is None:
            continue
        ends = np.array(weeks, dtype=np.int64) - video.published_day
        known = np.concatenate([[0], video.true_views])
        upto = known[np.clip(ends + 1, 0, len(video.true_views))]
        before = known[np.clip(ends - 6, 0, len(video.true_views))]
        gained = upto - before
        reach[video.title_index] = reach.get(video.title_index, np.zeros_like(gained)) + gained
    return reach


def make_runs(
    titles: tuple[Title, ...],
    videos: tuple[Video, ...],
    effects: Effects,
    seed: int,
    last_day: int,
) -> tuple[NetflixRun, ...]:
    """All runs of the titles that Netflix has, with their hours."""
    weeks = week_days(last_day)
    lag = effects.trailer_lag_weeks
    earlier = tuple(range(weeks[0] - 7 * lag, weeks[0], 7))
    reach = trailer_reach(videos, earlier + weeks)
    runs: list[NetflixRun] = []
    for title in titles:
        if title.names.netflix is None:
            continue
        dice = Dice(seed, "netflix", title.index)
        own_reach = reach.get(title.index, np.zeros(lag + len(weeks), dtype=np.int64))
        is_original = dice.chance(0.55)
        wait = 0 if is_original else dice.whole(60, 400)
        # Enough is there from the start for ten places in every category.
        late = dice.whole(-HISTORY_DAYS - 300, -HISTORY_DAYS if dice.chance(0.4) else last_day)
        for number, start, minutes in _parts(title):
            release = start + wait if start + wait > -HISTORY_DAYS else late
            if release > last_day:
                continue
            language = "English" if title.original_language == "en" else "Non-English"
            season = "Limited Series" if title.imdb_type == "tvMiniSeries" else f"Season {number}"
            runs.append(
                NetflixRun(
                    index=len(runs),
                    title_index=title.index,
                    season_number=number,
                    category=f"{'Films' if title.is_film else 'TV'} ({language})",
                    show_title=title.names.netflix,
                    season_title=None if number is None else f"{title.names.netflix}: {season}",
                    runtime_hours=round(minutes / 60, 4),
                    release_day=release,
                    is_original=is_original,
                    weekly_hours=_hours(title, release, weeks, own_reach, effects, dice),
                    weekly_reach=own_reach[lag:],
                )
            )
    return tuple(runs)


def _parts(title: Title) -> list[tuple[int | None, int, int]]:
    """Season number, first day and minutes of what Netflix counts as one."""
    if title.is_film:
        return [(None, title.release_day, title.runtime_minutes)]
    return [
        (season.number, season.premiere_day, season.runtime_minutes) for season in title.seasons
    ]


def _hours(
    title: Title,
    release: int,
    weeks: tuple[int, ...],
    reach: Reach,
    effects: Effects,
    dice: Dice,
) -> NDArray[np.float64]:
    """Hours in each week; 0 before the week of the release. See `Effects` for the formula."""
    days = np.array(weeks)
    age = (days - sunday_of(release)) / 7
    genres = [effects.genres[name] for name in title.genres]
    trend_and_season = np.array(
        [sum(genre.log_hours(day) for genre in genres) / len(genres) for day in weeks]
    )
    lagged = reach[: len(weeks)]
    log_hours = (
        _BASE_LOG_HOURS[title.kind]
        + effects.quality_log_hours * (title.quality - 0.5)
        + effects.fame_log_hours * title.fame
        - effects.decay_per_week[title.kind] * age
        + trend_and_season
        + effects.trailer_elasticity * np.log1p(lagged / 1000)
        + effects.noise * dice.rng.standard_normal(len(weeks))
    )
    return np.where(age >= 0, np.exp(log_hours), 0.0)

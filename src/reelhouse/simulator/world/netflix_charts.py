"""What Netflix publishes of the hours: weekly Top 10, most popular, engagement of a half-year."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reelhouse.simulator.world.clock import date_of, day_of
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import COUNTRIES, Effects
from reelhouse.simulator.world.netflix import CATEGORIES, PUBLISHED_AFTER_DAYS, NetflixRun
from reelhouse.simulator.world.titles import Title

PLACES = 10
POPULAR_WEEKS = 13
_HOURS_STEP = 10_000
_VIEWS_STEP = 100_000


@dataclass(frozen=True, slots=True)
class TopTen:
    """A place in the weekly global Top 10.

    Attributes:
        week: the Sunday that ends the week.
        category: one of `netflix.CATEGORIES`.
        rank: 1-10, by views.
        run: what is on that place.
        hours: viewed in the week, rounded to 10,000.
        views: hours by runtime, rounded to 100,000.
        cumulative_weeks: in the Top 10 of the category so far, this one included.
    """

    week: date
    category: str
    rank: int
    run: NetflixRun
    hours: int
    views: int
    cumulative_weeks: int


@dataclass(frozen=True, slots=True)
class CountryTopTen:
    """A place in a country's weekly Top 10.

    Attributes:
        week: the Sunday that ends the week.
        country: ISO 3166-1 alpha-2; names are in `effects.COUNTRIES`.
        category: "Films" or "TV".
        rank: 1-10.
        run: what is on that place.
        cumulative_weeks: in this Top 10 so far, this one included.
    """

    week: date
    country: str
    category: str
    rank: int
    run: NetflixRun
    cumulative_weeks: int


@dataclass(frozen=True, slots=True)
class Popular:
    """A place in the list of the most popular ever.

    Attributes:
        category: one of `netflix.CATEGORIES`.
        rank: 1-10, by views.
        run: what is on that place.
        hours: viewed in the first 91 days, rounded to 100,000.
        views: hours by runtime, rounded to 100,000.
    """

    category: str
    rank: int
    run: NetflixRun
    hours: int
    views: int


@dataclass(frozen=True, slots=True)
class Engagement:
    """A row of the half-yearly engagement report.

    Attributes:
        run: what was watched.
        is_global: whether it was available everywhere.
        hours: viewed in the half-year, rounded to 100,000.
        views: hours by runtime, rounded to 100,000.
    """

    run: NetflixRun
    is_global: bool
    hours: int
    views: int


class NetflixCharts:
    """All that Netflix publishes.

    Args:
        runs: all that Netflix shows.
        weeks: their weeks, as days (Sundays).
        titles: of the world, to know what the runs are about.
        effects: with the countries' tastes.
        seed: of the universe.
    """

    def __init__(
        self,
        runs: tuple[NetflixRun, ...],
        weeks: tuple[int, ...],
        titles: tuple[Title, ...],
        effects: Effects,
        seed: int,
    ) -> None:
        self._runs = runs
        self._weeks = weeks
        self._genres = [titles[run.title_index].main_genre for run in runs]
        self._effects = effects
        self._seed = seed
        shape = (len(runs), len(weeks))
        self._hours = np.array([run.weekly_hours for run in runs]).reshape(shape)
        self._runtime = np.array([max(0.05, run.runtime_hours) for run in runs])

    @property
    def weeks(self) -> tuple[int, ...]:
        """All weeks, as the days of their Sundays; oldest first."""
        return self._weeks

    def weeks_on(self, day: int) -> tuple[int, ...]:
        """Weeks that are published on a day."""
        return tuple(week for week in self._weeks if week + PUBLISHED_AFTER_DAYS <= day)

    def global_top(self, day: int) -> tuple[TopTen, ...]:
        """All published rows of the global file: newest week first, categories, ranks."""
        return _published(self._global, self.weeks_on(day))

    def country_top(self, day: int) -> tuple[CountryTopTen, ...]:
        """All published rows of the countries file: by country, newest week first."""
        shown = set(self.weeks_on(day))
        return tuple(
            row
            for country in COUNTRIES
            for week in reversed(self._weeks)
            if week in shown
            for row in self._countries[country][week]
        )

    def most_popular(self, day: int) -> tuple[Popular, ...]:
        """The ten of each category with most views in their first 91 days, of finished runs."""
        weeks = self.weeks_on(day)
        totals = np.full(len(self._runs), -1.0)
        for place, run in enumerate(self._runs):
            column = int(np.searchsorted(self._weeks, run.release_day))
            is_known = run.release_day > self._weeks[0] - 7
            if is_known and column < len(weeks):
                until = min(len(weeks), column + POPULAR_WEEKS)
                totals[place] = self._hours[place, column:until].sum()
        rows = []
        for category in CATEGORIES:
            for rank, place in enumerate(self._leaders(totals / self._runtime, category), 1):
                hours, views = self._shown(place, float(totals[place]), 10 * _HOURS_STEP)
                rows.append(Popular(category, rank, self._runs[place], hours, views))
        return tuple(rows)

    def engagement(self, year: int, half: int) -> tuple[Engagement, ...]:
        """Everything that was watched at least 100,000 hours in a half-year, most hours first.

        Args:
            year: calendar year.
            half: 1 or 2.
        """
        first = day_of(date(year, 1 if half == 1 else 7, 1))
        last = day_of(date(year + (half == 2), 7 if half == 1 else 1, 1)) - 1
        inside = [place for place, week in enumerate(self._weeks) if first <= week <= last]
        totals = self._hours[:, inside].sum(axis=1)
        rows = []
        for place in np.argsort(-totals, kind="stable").tolist():
            hours, views = self._shown(place, float(totals[place]), 10 * _HOURS_STEP)
            if hours:
                run = self._runs[place]
                rows.append(Engagement(run, run.is_original and place % 9 > 0, hours, views))
        return tuple(rows)

    @cached_property
    def _global(self) -> dict[int, list[TopTen]]:
        seen: dict[tuple[str, int], int] = {}
        rows: dict[int, list[TopTen]] = {}
        for column, week in enumerate(self._weeks):
            rows[week] = []
            views = self._hours[:, column] / self._runtime
            for category in CATEGORIES:
                for rank, place in enumerate(self._leaders(views, category), 1):
                    key = (category, place)
                    seen[key] = seen.get(key, 0) + 1
                    hours, shown = self._shown(place, float(self._hours[place, column]))
                    rows[week].append(
                        TopTen(
                            date_of(week), category, rank, self._runs[place], hours, shown,
                            seen[key],
                        )
                    )  # fmt: skip
        return rows

    @cached_property
    def _countries(self) -> dict[str, dict[int, list[CountryTopTen]]]:
        is_film = np.array([run.is_film for run in self._runs])
        views = self._hours / self._runtime[:, None]
        told: dict[str, dict[int, list[CountryTopTen]]] = {}
        for country in COUNTRIES:
            dice = Dice(self._seed, "country taste", zlib.crc32(country.encode()))
            taste = np.array([self._effects.tastes[country][name] for name in self._genres])
            own = self._effects.title_liking * dice.rng.standard_normal(len(self._runs))
            liking = np.exp(taste + own)
            told[country] = {week: [] for week in self._weeks}
            for name, wanted in (("Films", is_film), ("TV", ~is_film)):
                local = views * (liking * wanted)[:, None]
                order = np.argsort(-local, axis=0, kind="stable")[:PLACES]
                seen: dict[int, int] = {}
                for column, week in enumerate(self._weeks):
                    for rank, place in enumerate(order[:, column].tolist(), 1):
                        if local[place, column] <= 0:
                            break
                        seen[place] = seen.get(place, 0) + 1
                        told[country][week].append(
                            CountryTopTen(
                                date_of(week), country, name, rank, self._runs[place], seen[place]
                            )
                        )
        return told

    def _leaders(self, views: NDArray[np.float64], category: str) -> Iterator[int]:
        """Places of the ten runs of a category with most views; none without any."""
        ranked = np.where(self._categories == category, views, -1.0)
        for place in np.argsort(-ranked, kind="stable")[:PLACES].tolist():
            if ranked[place] > 0:
                yield place

    @cached_property
    def _categories(self) -> NDArray[np.str_]:
        return np.array([run.category for run in self._runs], dtype=np.str_)

    def _shown(self, place: int, hours: float, step: int = _HOURS_STEP) -> tuple[int, int]:
        """Hours and views as they are published."""
        views = hours / self._runtime[place]
        return round(hours / step) * step, max(1, round(views / _VIEWS_STEP)) * _VIEWS_STEP


def _published(rows: dict[int, list[TopTen]], weeks: tuple[int, ...]) -> tuple[TopTen, ...]:
    return tuple(row for week in reversed(weeks) for row in rows[week])

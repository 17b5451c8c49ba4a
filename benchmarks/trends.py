"""How well planted trends of genres are found, over many worlds: `python -m benchmarks.trends`.

Of each world: whether sizes are right, each genre weighed by its precision, and whether clear
trends have the right sign. Over all of them: whether intervals hold what they promise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer
from rich.console import Console
from rich.table import Table
from scipy import stats

from reelhouse.settings.marts import MartSettings
from reelhouse.simulator.providers.netflix import reports
from reelhouse.simulator.world import World
from reelhouse.simulator.world.clock import date_of
from reelhouse.simulator.world.netflix import NetflixRun
from reelhouse.transform.computed.genre_trend import Evidence, tell_genres

WITHIN = 0.15
HELD = (0.93, 0.97)
SCALE = 0.01
ORIGIN = date(2000, 1, 1)
EXIT_MISSED = 1

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
console = Console()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of the trends of some worlds.

    Attributes:
        planted: change of log hours in a year, one entry a genre and world.
        trend: the same as found.
        error: its standard error.
        is_held: whether the 95 % interval holds what was planted.
        sign: 1 where a genre is said to grow, -1 where to shrink, else 0.
    """

    planted: pd.Series[float]
    trend: pd.Series[float]
    error: pd.Series[float]
    is_held: pd.Series[bool]
    sign: pd.Series[int]

    @property
    def size(self) -> tuple[float, float]:
        """Found size per planted size, each trend weighed by its precision, and its error.

        The slope through the origin of weighted least squares: 1 where sizes are right on average.
        """
        weight = 1 / self.error**2
        spread = float((weight * self.planted**2).sum())
        return float((weight * self.planted * self.trend).sum()) / spread, spread**-0.5

    @property
    def signs(self) -> tuple[int, int]:
        """Clear trends whose sign is right, and all clear trends."""
        is_clear = self.sign != 0
        return int((is_clear & (self.sign == np.sign(self.planted))).sum()), int(is_clear.sum())

    @property
    def near(self) -> int:
        """Clear trends whose size is within `WITHIN`."""
        is_near = (self.trend / self.planted - 1).abs() <= WITHIN
        return int((is_near & (self.sign != 0)).sum())

    def expected_near(self, times: float) -> float:
        """Share of clear trends that errors let be within `WITHIN`, were trends stronger.

        Args:
            times: how many times as strong.
        """
        height = times * self.planted.abs() / self.error
        is_clear = stats.norm.sf(stats.norm.ppf(0.975) - height)
        is_near = 2 * stats.norm.cdf(WITHIN * height) - 1
        return float((is_clear * is_near).sum() / is_clear.sum())


def find_trends(seed: int) -> pd.DataFrame:
    """The trends of one world, by what is published of it; as `Found`, a row a genre.

    Args:
        seed: of the world.
    """
    world = World(seed=seed, scale=SCALE)
    evidence = Evidence(
        pd.DataFrame(_weeks(world)),
        pd.DataFrame(_half_years(world)),
        pd.DataFrame(_trailers(world)),
    )
    genres = {title.index: list(title.genres) for title in world.titles}
    trends, _ = tell_genres(evidence, genres, MartSettings())
    return compare(trends, {name: each.trend for name, each in world.effects.genres.items()})


def compare(trends: pd.DataFrame, planted: dict[str, float]) -> pd.DataFrame:
    """Rows of mart_genre_trend beside what was planted, as `Found`.

    Args:
        trends: rows of the mart.
        planted: change of log hours in a year, by genre.
    """
    told = trends[trends["log_trend"].notna()]
    true = told["genre"].map(planted).astype(float)
    return pd.DataFrame(
        {
            "planted": true,
            "trend": told["log_trend"].astype(float),
            "error": told["standard_error"].astype(float),
            "is_held": (np.expm1(true) >= told["growth_rate_low"].astype(float))
            & (np.expm1(true) <= told["growth_rate_high"].astype(float)),
            "sign": told["verdict"].map({"growing": 1, "shrinking": -1}).fillna(0).astype(int),
        }
    )


def _run(world: World, run: NetflixRun) -> dict[str, Any] | None:
    """What a run is compared by; None where IMDb does not rate it."""
    title = world.titles[run.title_index]
    if not title.imdb_votes or title.imdb_average is None:
        return None
    return {
        "title": title.index,
        "is_film": run.is_film,
        "run_name": run.index,
        "kind": title.kind,
        "rating": title.imdb_average,
        "log_votes": np.log(title.imdb_votes),
    }


def _weeks(world: World) -> Iterator[dict[str, Any]]:
    """Places of the lists as `mart_run_week` has them; age counts from the true day."""
    placed = world.netflix.global_top(0)
    tenth = {(row.week, row.run.category): row for row in placed if row.rank == 10}
    for row in placed:
        known, last = _run(world, row.run), tenth.get((row.week, row.run.category))
        age = (row.week - row.run.release_date).days // 7
        # early lists of small worlds are not full
        if known is None or last is None or age < 0 or not row.hours or not last.hours:
            continue
        # lists are by views, so that the limit is the tenth's views times the own length
        cutoff = last.hours * row.run.runtime_hours / last.run.runtime_hours
        yield known | {
            "day": (row.week - ORIGIN).days,
            "log_hours": np.log(row.hours),
            "log_cutoff": np.log(cutoff),
            "age_weeks": age,
        }


def _half_years(world: World) -> Iterator[dict[str, Any]]:
    """Rows of the reports as `mart_run_half_year` has them; age counts from the true day."""
    for year, half in reports(world.today):
        start = date(year, 1 if half == 1 else 7, 1)
        end = date(year + half - 1, 7 if half == 1 else 1, 1) - timedelta(1)
        for row in world.netflix.engagement(year, half):
            known = _run(world, row.run)
            since = max(start, row.run.release_date)
            first = since + timedelta(7 - since.isoweekday())
            weeks = (end - first).days // 7 + 1
            if known is None or weeks < 2:
                continue
            yield known | {
                "day": (first - ORIGIN).days,
                "week_count": weeks,
                "log_hours": np.log(row.hours),
                "age_weeks": (first - row.run.release_date).days // 7,
            }


def _trailers(world: World) -> Iterator[dict[str, Any]]:
    """Trailers with the views that YouTube shows on the first day."""
    for video in world.videos:
        if video.kind == "trailer" and video.title_index is not None and video.is_there(0):
            views = video.counters(0).views
            if views > 0:
                day = (date_of(video.published_day) - ORIGIN).days
                yield {"title": video.title_index, "day": day, "views": views}


def found(rows: pd.DataFrame) -> Found:
    """Rows of `find_trends` together."""
    return Found(*(rows[name] for name in ("planted", "trend", "error", "is_held", "sign")))


@app.command()
def main(
    worlds: Annotated[int, typer.Option(min=1, help="How many, by seeds from 1 on.")] = 24,
) -> None:
    """Find the trends of many worlds and compare them with what was planted."""
    parts = []
    table = Table(
        "world", "trends", "held", "clear", "sign right", "size within 15 %", "size per planted"
    )
    for seed in range(1, worlds + 1):
        parts.append(find_trends(seed))
        _add(table, str(seed), found(parts[-1]))
    everything = found(pd.concat(parts))
    _add(table, "all", everything)
    console.print(table)
    right, clear = everything.signs
    sizes = [found(part).size[0] for part in parts]
    far = sum(abs(size - 1) > WITHIN for size in sizes)
    held = float(everything.is_held.mean())
    console.print(f"worlds whose sizes are off by more than {WITHIN:.0%}: {far} of {worlds}")
    console.print(f"clear trends of the wrong sign: {clear - right} of {clear}")
    errors = everything.error[everything.sign != 0]
    console.print(f"standard errors of clear trends: half of them at most {errors.median():.3f}")
    for times in (1, 2, 3, 4):
        near = everything.expected_near(times)
        console.print(
            f"within {WITHIN:.0%}, by errors, were trends {times} times as strong: {near:.0%}"
        )
    console.print(f"intervals of 95 % that hold what was planted: {held:.1%}")
    is_reached = not far and right == clear and HELD[0] <= held <= HELD[1]
    console.print("reached" if is_reached else "missed")
    if not is_reached:
        raise typer.Exit(EXIT_MISSED)


def _add(table: Table, name: str, told: Found) -> None:
    right, clear = told.signs
    size, error = told.size
    held = f"{told.is_held.mean():.2f}"
    table.add_row(
        name,
        str(len(told.trend)),
        held,
        str(clear),
        str(right),
        str(told.near),
        f"{size:.2f} ± {1.96 * error:.2f}",
    )


if __name__ == "__main__":
    app()

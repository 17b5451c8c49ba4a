"""How well planted trends of genres are found, over many worlds: `python -m benchmarks.trends`.

Forty places a week tell few trends of one world. Over many worlds it shows whether intervals hold
what they promise, whether signs are right, and whether sizes are right on average.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from reelhouse.mart_settings import MartSettings
from reelhouse.simulator.world import World
from reelhouse.simulator.world.clock import date_of
from reelhouse.transform.computed.genre_trend import tell_genres

WITHIN = 0.15
SCALE = 0.01
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


def find_trends(seed: int) -> pd.DataFrame:
    """The trends of one world, by what its global lists show; as `Found`, a row a genre.

    Args:
        seed: of the world.
    """
    world = World(seed=seed, scale=SCALE)
    weeks = _weeks(world)
    genres = {title.index: list(title.genres) for title in world.titles}
    trends, _ = tell_genres(weeks, genres, MartSettings())
    told = trends[trends["log_trend"].notna()]
    planted = told["genre"].map(lambda name: world.effects.genres[name].trend)
    return pd.DataFrame(
        {
            "planted": planted,
            "trend": told["log_trend"].astype(float),
            "error": told["standard_error"].astype(float),
            "is_held": (np.expm1(planted) >= told["growth_rate_low"])
            & (np.expm1(planted) <= told["growth_rate_high"]),
            "sign": told["verdict"].map({"growing": 1, "shrinking": -1}).fillna(0).astype(int),
        }
    )


def _weeks(world: World) -> pd.DataFrame:
    """Places of the lists as `mart_run_week` has them; age counts from the true day."""
    placed = world.netflix.global_top(0)
    tenth = {(row.week, row.run.category): row for row in placed if row.rank == 10}
    rows = []
    for row in placed:
        title, run = world.titles[row.run.title_index], row.run
        age = (row.week - run.release_date).days // 7
        last = tenth.get((row.week, run.category))
        if last is None or age < 0 or not title.imdb_votes or title.imdb_average is None:
            continue
        # early lists of small worlds are not full
        if not row.hours or not last.hours:
            continue
        # lists are by views, so that the limit is the tenth's views times the own length
        cutoff = last.hours * run.runtime_hours / last.run.runtime_hours
        rows.append(
            {
                "title": title.index,
                "run": run.index,
                "kind": title.kind,
                "day": (row.week - date_of(0)).days,
                "year_day": row.week.timetuple().tm_yday,
                "log_hours": np.log(row.hours),
                "log_cutoff": np.log(cutoff),
                "age_weeks": age,
                "rating": title.imdb_average,
                "log_votes": np.log(title.imdb_votes),
            }
        )
    return pd.DataFrame(rows)


def found(rows: pd.DataFrame) -> Found:
    """Rows of `find_trends` together."""
    return Found(*(rows[name] for name in ("planted", "trend", "error", "is_held", "sign")))


@app.command()
def main(
    worlds: Annotated[int, typer.Option(min=1, help="How many, by seeds from 1 on.")] = 24,
) -> None:
    """Find the trends of many worlds and compare them with what was planted."""
    parts = []
    table = Table("world", "trends", "held", "clear", "of them right", "size found per planted")
    for seed in range(1, worlds + 1):
        parts.append(find_trends(seed))
        _add(table, str(seed), found(parts[-1]))
    everything = found(pd.concat(parts))
    _add(table, "all", everything)
    console.print(table)
    size, _ = everything.size
    right, clear = everything.signs
    is_reached = abs(size - 1) <= WITHIN and right >= 0.9 * clear
    console.print(f"sizes within {WITHIN:.0%} on average: {'reached' if is_reached else 'missed'}")
    if not is_reached:
        raise typer.Exit(EXIT_MISSED)


def _add(table: Table, name: str, told: Found) -> None:
    right, clear = told.signs
    size, error = told.size
    held = f"{told.is_held.mean():.2f}"
    table.add_row(
        name, str(len(told.trend)), held, str(clear), str(right), f"{size:.2f} ± {1.96 * error:.2f}"
    )


if __name__ == "__main__":
    app()

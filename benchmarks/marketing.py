"""How well the effect of trailers is found in many worlds: `python -m benchmarks.marketing`.

Of each world: the effect at its lag, and whether that lag stands out. Over all of them: whether
the effect is right on average, and whether intervals hold what they promise, at this lag and at
the others, where nothing was planted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from reelhouse.settings.marts import MartSettings
from reelhouse.simulator.world import World
from reelhouse.simulator.world.clock import date_of, sunday_of
from reelhouse.transform.computed.marketing_effect import EXPOSURES, Limits, effects, with_lags

WITHIN = 0.05
HELD = (0.93, 0.97)
LOOKS = 52
SCALE = 0.01
EXIT_MISSED = 1

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
console = Console()


def find_effects(seed: int) -> pd.DataFrame:
    """The effects of reach in one world, by what is published of it, beside what was planted.

    Trailers are looked at every Sunday of a year, and every one of them is linked to its title.

    Args:
        seed: of the world.

    Returns:
        Rows of mart_marketing_effect that have an effect, with `planted` and `is_held`, whether
        the 95 % interval holds it.
    """
    world = World(seed=seed, scale=SCALE)
    newest = sunday_of(world.day - 6)
    weeks = [newest - 7 * ago for ago in range(LOOKS - 2, -1, -1)]
    settings = MartSettings()
    limits = Limits(
        settings.effect_lag_weeks, settings.effect_least_titles, settings.effect_least_weeks
    )
    panel = with_lags(
        pd.DataFrame(_hours(world)),
        _reach(world, weeks),
        {pd.Timestamp(date_of(week)) for week in weeks},
        limits.lags,
    )
    told = effects(panel, limits).dropna(subset="standard_error")
    is_planted = told["exposure"].eq("trailer views") & told["lag_weeks"].eq(
        world.effects.trailer_lag_weeks
    )
    planted = np.where(is_planted, world.effects.trailer_elasticity, 0.0)
    held = (told["effect_lower"] <= planted) & (planted <= told["effect_upper"])
    return told.assign(planted=planted, is_held=held, seed=seed)


def _hours(world: World) -> Iterator[dict[str, Any]]:
    """Places of the global lists."""
    for row in world.netflix.global_top(0):
        if row.hours:
            title = world.titles[row.run.title_index]
            yield {
                "entry_key": row.run.index,
                "title_key": title.index,
                "category": row.category,
                "week_end_date": pd.Timestamp(row.week),
                "viewed_hours": row.hours,
                "kind": title.kind,
            }


def _reach(world: World, weeks: list[int]) -> pd.DataFrame:
    """Counted views of trailers and impressions of campaigns, by title and week."""
    parts = []
    for video in world.videos:
        if video.kind == "trailer" and video.title_index is not None and video.is_there(weeks[-1]):
            for week in weeks:
                views = video.counters(week).views - video.counters(week - 7).views
                parts.append((video.title_index, week, float(views), 0.0))
    for campaign in world.campaigns:
        days = range(campaign.start_day, campaign.end_day + 1)
        if campaign.title_index is not None and campaign.start_day <= world.day:
            for day in days:
                shown = campaign.impressions / len(days)
                parts.append((campaign.title_index, sunday_of(day), 0.0, shown))
    columns = ["title_key", "week_end_date", *EXPOSURES.values()]
    reach = pd.DataFrame(parts, columns=columns).groupby(columns[:2], as_index=False).sum()
    week_of = {day: pd.Timestamp(date_of(day)) for day in set(reach["week_end_date"].tolist())}
    return reach.assign(
        week_end_date=reach["week_end_date"].map(week_of), is_trailer_reach_known=True
    )


@app.command()
def main(
    worlds: Annotated[int, typer.Option(min=1, help="How many, by seeds from 1 on.")] = 48,
) -> None:
    """Find the effect of trailers in many worlds and compare it with what was planted."""
    parts = []
    table = Table("world", "effect", "95 %", "held", "strongest lag", "other lags held")
    for seed in range(1, worlds + 1):
        parts.append(find_effects(seed))
        table.add_row(str(seed), *_cells(parts[-1]))
    everything = pd.concat(parts)
    at_lag = everything[everything["planted"] > 0]
    off = at_lag["effect"] - at_lag["planted"]
    bias, error = float(off.mean()), float(off.std(ddof=1) / len(off) ** 0.5)
    held = float(everything["is_held"].mean())
    right = int(at_lag["is_strongest_lag"].sum())
    console.print(table)
    console.print(
        f"planted {at_lag['planted'].iloc[0]}, mean error {bias:+.4f} ± {1.96 * error:.4f}"
    )
    console.print(f"worlds whose strongest lag is the planted one: {right} of {worlds}")
    console.print(f"intervals of 95 % at that lag: {at_lag['is_held'].mean():.1%} of {len(at_lag)}")
    console.print(f"at all lags: {held:.1%} of {len(everything)}")
    is_right = abs(bias) <= WITHIN * float(at_lag["planted"].iloc[0])
    is_reached = is_right and right == worlds and HELD[0] <= held <= HELD[1]
    console.print("reached" if is_reached else "missed")
    if not is_reached:
        raise typer.Exit(EXIT_MISSED)


def _cells(told: pd.DataFrame) -> list[str]:
    [own] = told[told["planted"] > 0].to_dict("records")
    trailers = told[told["exposure"] == "trailer views"]
    [strongest] = trailers.loc[trailers["is_strongest_lag"], "lag_weeks"]
    others = told.loc[told["planted"] == 0, "is_held"]
    return [
        f"{own['effect']:.3f}",
        f"{own['effect_lower']:.3f} to {own['effect_upper']:.3f}",
        "yes" if own["is_held"] else "no",
        str(strongest),
        f"{others.sum()} of {len(others)}",
    ]


if __name__ == "__main__":
    app()

"""How fast members come to an anime in its first two weeks, and whether it led to the top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reelhouse.transform.workbench import Workbench

if TYPE_CHECKING:
    import pandas as pd

WRITES = ("mart_anime_velocity",)

EARLY_DAYS = 14
"""Days after the premiere in which growth counts as early."""

LEAD_DAYS = 60
"""Days before the premiere from which on the curve of growth is fitted."""

MAX_GAP_DAYS = 10
"""Longest time between two snapshots over which a count is interpolated."""

MAX_ERROR = 0.05
"""Largest standard error of the logarithm of a rise time that is shown: 95 % lie within a tenth."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EarlyGrowth:
    """How the members of one anime grew.

    Attributes:
        premiere_member_count: members on the day of the premiere.
        members_per_day: gained a day in the `EARLY_DAYS` after it.
        rise_days: see `rise_days_of`; None where the snapshots do not tell.
    """

    premiere_member_count: float
    members_per_day: float
    rise_days: float | None


def early_growth(days: Vector, members: Vector) -> EarlyGrowth | None:
    """Measure growth from snapshots.

    Args:
        days: of the snapshots, counted from the premiere, rising.
        members: on these days.

    Returns:
        None where no snapshots lie close enough around the premiere or the end of the early days;
        counts between two snapshots are interpolated, never beyond them.
    """
    counts = [_count_on(day, days, members) for day in (0.0, float(EARLY_DAYS))]
    if counts[0] is None or counts[1] is None:
        return None
    inside = (days >= -LEAD_DAYS) & (days <= EARLY_DAYS)
    return EarlyGrowth(
        counts[0], (counts[1] - counts[0]) / EARLY_DAYS, rise_days_of(days[inside], members[inside])
    )


def rise_days_of(days: Vector, members: Vector) -> float | None:
    """Days in which a count that settles comes 63 % of its way: T in a - b * exp(-t / T).

    T does not depend on how many members an anime has in the end, only on how soon they come. It is
    fitted by least squares; for each T the best a and b are known in closed form (variable
    projection, Golub & Pereyra 1973), so that T alone is searched, from 5 to 5,000 days.

    Args:
        days: of at least five snapshots.
        members: on these days.

    Returns:
        None where there are too few snapshots, the count does not rise towards a level, or the
        standard error of log T, from the curve's derivatives, is above `MAX_ERROR`.
    """
    if len(days) < 5:
        return None
    times = days - days[0]
    rises = np.geomspace(5, 5_000, 2_000)
    decay = np.exp(-times / rises[:, None])
    centred = decay - decay.mean(axis=1, keepdims=True)
    deviation = members - members.mean()
    slopes = centred @ deviation / (centred**2).sum(axis=1)
    squares = ((deviation - slopes[:, None] * centred) ** 2).sum(axis=1)
    best = int(np.argmin(squares))
    if best in (0, len(rises) - 1) or slopes[best] >= 0:
        return None
    rise, slope = float(rises[best]), float(slopes[best])
    derivatives = np.column_stack(
        [np.ones(len(times)), decay[best], slope * decay[best] * times / rise]
    )
    noise = float(squares[best]) / max(1, len(times) - 3)
    error = float(np.sqrt(noise * np.linalg.pinv(derivatives.T @ derivatives)[2, 2]))
    return rise if error <= MAX_ERROR else None


def measure(snapshots: pd.DataFrame, anime: pd.DataFrame, top: int, settled: int) -> pd.DataFrame:
    """Early velocity of each anime that was watched over its premiere.

    Args:
        snapshots: `source`, `record_id`, `day` from the premiere, `member_count`; one row per anime
            and day.
        anime: rows of `dim_anime`.
        top: places that count as the top of a year.
        settled: days after the premiere from which on places are taken for what came of it.

    Returns:
        Rows of `mart_anime_velocity`.
    """
    import pandas as pd

    found = [
        (source, record_id, growth)
        for (source, record_id), rows in snapshots.sort_values("day").groupby(
            ["source", "record_id"], sort=True
        )
        if (growth := early_growth(*(rows[c].to_numpy(float) for c in ("day", "member_count"))))
    ]
    measured = pd.DataFrame(
        {
            "source": [source for source, _, _ in found],
            "record_id": [record_id for _, record_id, _ in found],
            "premiere_member_count": [growth.premiere_member_count for *_, growth in found],
            "members_per_day": [growth.members_per_day for *_, growth in found],
            "rise_days": np.array([growth.rise_days for *_, growth in found], dtype=float),
        }
    ).astype({"source": str, "record_id": str})
    of_source = measured.groupby("source")
    measured["pace"] = of_source["rise_days"].transform("median") / measured["rise_days"]
    places = of_source["members_per_day"].rank(method="first")
    counts = of_source["members_per_day"].transform("size")
    measured["velocity_decile"] = np.ceil(10 * places / counts)
    rows = measured.merge(anime, on=["source", "record_id"], how="inner", validate="one_to_one")
    age = (pd.to_datetime(rows["snapshot_date"]) - pd.to_datetime(rows["premiere_date"])).dt.days
    is_settled = age >= settled
    for outcome in ("member", "score"):
        place = rows[f"year_{outcome}_rank"].astype("Int64")
        rows[f"is_top_by_{outcome}"] = (place <= top).fillna(False).astype("boolean")
        rows.loc[~is_settled, f"is_top_by_{outcome}"] = pd.NA
    return rows[
        [
            "source", "record_id", "title_key", "title", "premiere_date", "start_year",
            "premiere_member_count", "members_per_day", "rise_days", "pace", "velocity_decile",
            "year_member_rank", "year_score_rank", "is_top_by_member", "is_top_by_score",
        ]
    ]  # fmt: skip


def compute(bench: Workbench) -> None:
    """Write `mart_anime_velocity`."""
    snapshots = bench.query(f"""
        select
            snapshots.source,
            snapshots.record_id,
            snapshots.snapshot_date,
            anime.premiere_date,
            snapshots.member_count
        from fact_anime_snapshot as snapshots
        inner join dim_anime as anime
            on snapshots.source = anime.source and snapshots.record_id = anime.record_id
        where snapshots.snapshot_date
            >= anime.premiere_date - interval {LEAD_DAYS + MAX_GAP_DAYS} day
            and snapshots.snapshot_date
            <= anime.premiere_date + interval {EARLY_DAYS + MAX_GAP_DAYS} day
            and snapshots.member_count is not null
    """)
    snapshots["day"] = (snapshots["snapshot_date"] - snapshots["premiere_date"]).dt.days
    marts = bench.settings.marts
    anime = bench.query("select * from dim_anime")
    rows = measure(snapshots, anime, marts.anime_top_count, marts.anime_outcome_days)
    bench.write("mart_anime_velocity", rows)


def _count_on(day: float, days: Vector, members: Vector) -> float | None:
    """A count on a day, between the snapshots around it."""
    after = int(np.searchsorted(days, day))
    if after == len(days) or (after == 0 and days[0] > day):
        return None
    if days[after] - days[max(0, after - 1)] > MAX_GAP_DAYS and days[after] != day:
        return None
    return float(np.interp(day, days, members))

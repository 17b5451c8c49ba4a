"""How fast weekly hours fall on Netflix: by kind, by genre, after the premiere and later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats  # type: ignore[import-untyped]

from reelhouse.transform.computed.censored_regression import Floats, fit_censored

if TYPE_CHECKING:
    from reelhouse.transform.workbench import Workbench

WRITES = ("mart_netflix_decay",)

LONGEST_ABSENCE_WEEKS = 13
"""How long an entry may be out of the list and still be falling; a later return is another story."""

PANEL = """
with weeks as (
    select *, lag(top10_week) over (partition by entry_key order by top10_week) as previous_week
    from fact_netflix_week
),

returns as (
    select entry_key, min(top10_week) as return_week
    from weeks
    where top10_week > previous_week + $longest_absence_days
    group by entry_key
),

first_lives as (
    select weeks.*
    from weeks
    left join returns on weeks.entry_key = returns.entry_key
    where returns.return_week is null or weeks.top10_week < returns.return_week
),

entries as (
    select
        entry_key, category, title_key, is_film,
        min(top10_week) as first_week,
        max(top10_week) + $longest_absence_days as followed_until,
        max(runtime_minutes) as minutes,
        min(top10_week) = (select min(top10_week) from weeks)
        or max(case when weeks_since_first = 0 then cumulative_week_count end) > 1 as is_start_unseen
    from first_lives
    group by entry_key, category, title_key, is_film
),

last_places as (
    select
        category, top10_week,
        arg_max(viewed_hours, weekly_rank) as hours,
        -- from 2023 on lists are ranked by views, which are hours by runtime
        arg_max(case when view_count is not null then runtime_minutes end, weekly_rank) as minutes
    from weeks
    group by category, top10_week
)

select
    entries.entry_key,
    case when titles.is_anime then 'anime' when entries.is_film then 'film' else 'series' end as title_kind,
    coalesce(titles.genres, '') as genres,
    entries.is_start_unseen,
    last_places.top10_week as week,
    cast((last_places.top10_week - entries.first_week) / 7 as integer) as age,
    first_lives.entry_key is null as is_below,
    ln(coalesce(
        first_lives.viewed_hours,
        last_places.hours * coalesce(entries.minutes / last_places.minutes, 1)
    )) as log_hours
from entries
inner join last_places
    on entries.category = last_places.category
    and last_places.top10_week between entries.first_week and entries.followed_until
left join first_lives
    on entries.entry_key = first_lives.entry_key and last_places.top10_week = first_lives.top10_week
left join dim_title as titles on entries.title_key = titles.title_key and titles.is_current
where coalesce(first_lives.viewed_hours, last_places.hours) > 0
order by entries.entry_key, week
"""
"""Weeks of each entry from its first one on, those out of the list with the hours of its last place."""


def compute(bench: Workbench) -> None:
    """Write `mart_netflix_decay`."""
    marts = bench.settings.marts
    panel = bench.query(PANEL, {"longest_absence_days": 7 * LONGEST_ABSENCE_WEEKS})
    launch = panel["age"].between(1, marts.decay_launch_weeks) & ~panel["is_start_unseen"]
    later = (panel["age"] > marts.decay_launch_weeks) & (panel["age"] <= marts.decay_last_week)
    found = [
        decays(panel[rows], marts.min_group).assign(phase=phase)
        for phase, rows in (("launch", launch), ("later", later))
    ]
    bench.write("mart_netflix_decay", pd.concat(found, ignore_index=True))


def decays(panel: pd.DataFrame, min_group: int) -> pd.DataFrame:
    """Estimate how fast hours fall, for each kind and for each genre within a kind.

    Log hours of an entry fall by the decay each week, from a level of its own, on a wave of the
    year that its genres share. Weeks out of the list count as below its last place.

    Args:
        panel: one row per entry and week of one phase, as `PANEL` gives it.
        min_group: fewest entries for an estimate, and for a wave of a genre's own.

    Returns:
        One row per kind and genre, `all` being all genres: counts of entries and weeks, the decay
        of log hours per week with its 95 % interval, half-lives, and why there is no estimate.
    """
    listed = panel.groupby("entry_key")["is_below"].transform(lambda below: not below.all())
    panel = panel[listed.astype(bool)]
    member = panel["genres"].str.get_dummies(sep=",").astype(bool)
    rows = _by_kind(panel, "all", _waves(panel, member, min_group), min_group)
    for genre in member.columns:
        subset = panel[member[genre]]
        rows += _by_kind(subset, genre, _waves(subset, member[[]].loc[subset.index], min_group), min_group)
    return pd.DataFrame(rows, columns=COLUMNS)


COLUMNS = [
    "title_kind", "genre", "entry_count", "week_count", "unseen_week_count",
    "decay_per_week", "decay_per_week_low", "decay_per_week_high",
    "half_life_weeks", "half_life_weeks_low", "half_life_weeks_high", "residual_sd", "reason",
]  # fmt: skip


def _by_kind(
    panel: pd.DataFrame, genre: str, waves: Floats, min_group: int
) -> list[dict[str, object]]:
    """Rows of one genre: kinds with enough entries have slopes of their own in one regression."""
    counts = panel.groupby("title_kind")["entry_key"].nunique()
    enough = sorted(kind for kind, count in counts.items() if count >= min_group)
    rows = {
        kind: {
            "title_kind": kind,
            "genre": genre,
            "entry_count": count,
            "week_count": int((~panel["is_below"] & (panel["title_kind"] == kind)).sum()),
            "unseen_week_count": int((panel["is_below"] & (panel["title_kind"] == kind)).sum()),
            "reason": None if kind in enough else f"fewer than {min_group} titles",
        }
        for kind, count in counts.items()
    }
    used = panel["title_kind"].isin(enough).to_numpy()
    chosen = panel[used]
    if enough:
        ages = np.column_stack([chosen["age"] * (chosen["title_kind"] == kind) for kind in enough])
        columns = np.column_stack([ages, waves[used]]).astype(float)
        groups = pd.factorize(chosen["entry_key"])[0]
        try:
            fit = fit_censored(
                chosen["log_hours"].to_numpy(float), chosen["is_below"].to_numpy(bool), columns, groups
            )
        except ValueError as error:
            for kind in enough:
                rows[kind]["reason"] = str(error)
        else:
            for place, kind in enumerate(enough):
                decay = -fit.coefficients[place]
                reach = stats.t.ppf(0.975, int(counts[kind]) - 1) * np.sqrt(fit.covariance[place, place])
                rows[kind] |= _figures(decay, decay - reach, decay + reach, fit.residual_sd)
    return list(rows.values())


def _figures(decay: float, low: float, high: float, residual_sd: float) -> dict[str, object]:
    """A decay with its interval, and the half-lives that it means; none where hours do not fall."""
    halves = [np.log(2) / rate if rate > 0 else None for rate in (decay, high, low)]
    return {
        "decay_per_week": decay,
        "decay_per_week_low": low,
        "decay_per_week_high": high,
        "half_life_weeks": halves[0],
        "half_life_weeks_low": halves[1],
        "half_life_weeks_high": halves[2],
        "residual_sd": residual_sd,
    }


def _waves(panel: pd.DataFrame, member: pd.DataFrame, min_group: int) -> Floats:
    """A wave of the year for each genre with enough entries, shared out over a title's genres."""
    entries = panel["entry_key"]
    frequent = [g for g in member.columns if entries[member[g]].nunique() >= min_group]
    share = member[frequent].to_numpy(float)
    share = np.column_stack([share, share.sum(axis=1) == 0])
    share = share[:, share.any(axis=0)] / share.sum(axis=1, keepdims=True)
    angle = 2 * np.pi * pd.to_datetime(panel["week"]).dt.dayofyear.to_numpy(float) / 365.25
    return np.column_stack([share * np.cos(angle)[:, None], share * np.sin(angle)[:, None]])

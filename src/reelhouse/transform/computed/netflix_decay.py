"""How fast weekly hours fall on Netflix: by kind, by genre, after the premiere and later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from reelhouse.transform.computed.censored_regression import Floats, NotIdentified, fit_censored

if TYPE_CHECKING:
    from reelhouse.transform.workbench import Workbench

WRITES = ("mart_netflix_decay",)

LONGEST_ABSENCE_WEEKS = 13
"""How long an entry may be out of the list and still be falling; a later return is a new story."""

# Weeks of each entry from its first one on; those out of the list with the hours of its last place.
PANEL = """
with weeks as (
    select *, lag(top10_week) over (partition by entry_key order by top10_week) as previous_week
    from fact_netflix_week
),

returns as (
    select entry_key, min(top10_week) as return_week
    from weeks
    where top10_week > previous_week + $absence_days
    group by entry_key
),

first_lives as (
    select weeks.*
    from weeks
    left join returns on weeks.entry_key = returns.entry_key
    where returns.return_week is null or weeks.top10_week < returns.return_week
),

spans as (
    select
        entry_key,
        max(top10_week) + $absence_days as followed_until,
        max(runtime_minutes) as runtime_minutes
    from first_lives
    group by entry_key
),

last_places as (
    select
        category,
        top10_week,
        arg_max(viewed_hours, weekly_rank) as viewed_hours,
        -- since 2023 lists are ranked by views, which are hours by runtime
        arg_max(case when view_count is not null then runtime_minutes end, weekly_rank)
            as runtime_minutes
    from weeks
    group by category, top10_week
)

select
    entries.entry_key,
    case when titles.is_anime then 'anime' when entries.is_film then 'film' else 'series' end
        as title_kind,
    coalesce(titles.genres, '') as genres,
    entries.is_start_unseen,
    last_places.top10_week as week,
    cast((last_places.top10_week - entries.first_week) / 7 as integer) as age,
    first_lives.entry_key is null as is_below,
    ln(coalesce(
        first_lives.viewed_hours,
        last_places.viewed_hours * coalesce(spans.runtime_minutes / last_places.runtime_minutes, 1)
    )) as log_hours
from mart_netflix_lifecycle as entries
inner join spans on entries.entry_key = spans.entry_key
inner join last_places
    on entries.category = last_places.category
    and last_places.top10_week between entries.first_week and spans.followed_until
left join first_lives
    on entries.entry_key = first_lives.entry_key and last_places.top10_week = first_lives.top10_week
left join dim_title as titles on entries.title_key = titles.title_key and titles.is_current
where coalesce(first_lives.viewed_hours, last_places.viewed_hours) > 0
order by entries.entry_key, week
"""


def compute(bench: Workbench) -> None:
    """Write `mart_netflix_decay`."""
    marts = bench.settings.marts
    panel = bench.query(PANEL, {"absence_days": 7 * LONGEST_ABSENCE_WEEKS})
    age, launch_end = panel["age"], marts.decay_launch_weeks
    phases = {
        # the first week holds only the days since the release
        "launch": panel[age.between(1, launch_end) & ~panel["is_start_unseen"]],
        "later": panel[(age > launch_end) & (age <= marts.decay_last_week)],
    }
    found = [decays(rows, marts.min_group).assign(phase=name) for name, rows in phases.items()]
    bench.write("mart_netflix_decay", pd.concat(found, ignore_index=True))


def decays(panel: pd.DataFrame, min_group: int) -> pd.DataFrame:
    """Estimate how fast hours fall, for each kind and for each genre within a kind.

    Log hours of an entry fall by the decay each week, from a level of its own, on a wave of the
    year that its genres share. Weeks out of the list count as below its last place.

    Args:
        panel: one row per entry and week of one phase: `entry_key`, `title_kind`, `genres` (comma
            separated), `week` (date), `age` (weeks since the first), `log_hours`, and `is_below`
            where these are a limit. Entries that are never above it are left out.
        min_group: fewest entries for an estimate, and for a wave of a genre's own.

    Returns:
        One row per kind and genre, `all` being all genres: counts of entries and weeks, the decay
        of log hours per week with its 95 % interval, half-lives in weeks, and why there is no
        estimate.
    """
    is_seen = ~panel["is_below"].groupby(panel["entry_key"]).transform("all").astype(bool)
    panel = panel[is_seen].reset_index(drop=True)
    member = panel["genres"].str.get_dummies(sep=",").astype(bool)
    found = [_of_kinds(panel, _waves(panel, member, min_group), min_group).assign(genre="all")]
    for genre in member.columns:
        subset = panel[member[genre]].reset_index(drop=True)
        waves = _waves(subset, pd.DataFrame(index=subset.index), min_group)
        found.append(_of_kinds(subset, waves, min_group).assign(genre=genre))
    return pd.concat(found, ignore_index=True)


def _of_kinds(panel: pd.DataFrame, waves: Floats, min_group: int) -> pd.DataFrame:
    """One row per kind; kinds with enough entries have a decay each, from one regression."""
    kinds = panel.groupby("title_kind")
    rows = pd.DataFrame(
        {
            "entry_count": kinds["entry_key"].nunique(),
            "week_count": kinds["is_below"].count() - kinds["is_below"].sum(),
            "unseen_week_count": kinds["is_below"].sum(),
        }
    )
    is_enough = rows["entry_count"] >= min_group
    rows["reason"] = np.where(is_enough, None, f"fewer than {min_group} titles")  # type: ignore[call-overload]
    estimated = list(rows.index[is_enough])
    chosen = panel["title_kind"].isin(estimated).to_numpy()
    try:
        found = _fit(panel[chosen], waves[chosen], estimated, rows["entry_count"])
    except NotIdentified as error:
        found = pd.DataFrame(columns=FIGURES, dtype=float)
        rows.loc[estimated, "reason"] = str(error)
    return rows.join(found).rename_axis("title_kind").reset_index()


def _fit(
    panel: pd.DataFrame, waves: Floats, kinds: list[str], entry_counts: pd.Series[int]
) -> pd.DataFrame:
    """Decays and half-lives with their intervals, by kind."""
    if not kinds:
        return pd.DataFrame(columns=FIGURES, dtype=float)
    figures = pd.DataFrame(index=kinds, columns=FIGURES, dtype=float)
    ages = [panel["age"].where(panel["title_kind"] == kind, 0) for kind in kinds]
    fit = fit_censored(
        panel["log_hours"].to_numpy(float),
        panel["is_below"].to_numpy(bool),
        np.column_stack([*ages, waves]).astype(float),
        pd.factorize(panel["entry_key"])[0],
    )
    decay = -fit.coefficients[: len(kinds)]
    errors = np.sqrt(np.diag(fit.covariance)[: len(kinds)])
    reach = stats.t.ppf(0.975, entry_counts[kinds].to_numpy() - 1) * errors
    for name, low_or_high in (("", 0.0), ("_low", -reach), ("_high", reach)):
        figures[f"decay_per_week{name}"] = decay + low_or_high
    for name, rate in (("", ""), ("_low", "_high"), ("_high", "_low")):
        falling = figures[f"decay_per_week{rate}"]
        figures[f"half_life_weeks{name}"] = np.log(2) / falling.where(falling > 0)
    figures["residual_sd"] = fit.residual_sd
    return figures


FIGURES = [
    *("decay_per_week", "decay_per_week_low", "decay_per_week_high"),
    *("half_life_weeks", "half_life_weeks_low", "half_life_weeks_high"),
    "residual_sd",
]


def _waves(panel: pd.DataFrame, member: pd.DataFrame, min_group: int) -> Floats:
    """A wave of the year for each genre with enough entries, shared out over a title's genres.

    Titles with no such genre share one more wave.
    """
    entries = panel["entry_key"]
    frequent = [genre for genre in member if entries[member[genre]].nunique() >= min_group]
    share = member[frequent].to_numpy(float)
    share = np.column_stack([share, share.sum(axis=1) == 0])
    share = share[:, share.any(axis=0)] / share.sum(axis=1, keepdims=True)
    angle = 2 * np.pi * pd.to_datetime(panel["week"]).dt.day_of_year.to_numpy(float) / 365.25
    return np.column_stack([share * np.cos(angle)[:, None], share * np.sin(angle)[:, None]])

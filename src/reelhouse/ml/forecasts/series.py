"""Which series are forecast, and how they are read from gold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reelhouse.ml.forecasts.panel import Kind, Panel, make_panel
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

CATEGORY_WEEK = Kind(
    "category_week", "weekly hours of a category in Netflix's global lists", "week",
    season=52, horizon=8, least_train=52, least_history=78, origins=52, refit_every=26,
)  # fmt: skip
GENRE_WEEK = Kind(
    "genre_week", "weekly hours of a genre in Netflix's global lists", "week",
    season=52, horizon=8, least_train=52, least_history=78, origins=52, refit_every=26,
)  # fmt: skip
GENRE_MONTH = Kind(
    "genre_month", "hours that the own members watch of a genre in a month", "month",
    season=12, horizon=12, least_train=12, least_history=24, origins=24, refit_every=6,
    least_seen_rate=1.0,
)  # fmt: skip
KINDS = {kind.name: kind for kind in (CATEGORY_WEEK, GENRE_WEEK, GENRE_MONTH)}

READS = (
    "fact_netflix_week",
    "bridge_title_genre",
    "dim_genre",
    "mart_viewing_month",
    "mart_viewing_day",
)
DRIVERS = ("new_share", "second_week_share", "third_week_share", "top_hours", "least_hours")
"""What a list tells besides its total: how much of it is new, and how high and low it reaches."""

_DRIVEN = """
    sum(hours) as hours,
    sum(case when cumulative_week_count = 1 then hours else 0 end) / sum(hours) as new_share,
    sum(case when cumulative_week_count = 2 then hours else 0 end) / sum(hours)
        as second_week_share,
    sum(case when cumulative_week_count = 3 then hours else 0 end) / sum(hours)
        as third_week_share,
    max(hours) as top_hours,
    min(hours) as least_hours
"""

_CATEGORIES = f"""
with lists as (
    select category as series, top10_week as period, cumulative_week_count,
        cast(viewed_hours as double) as hours
    from fact_netflix_week
    where viewed_hours > 0
)
select series, period, {_DRIVEN} from lists group by series, period order by series, period
"""

# hours of a title are divided equally among its genres, as in mart_genre_week
_GENRES = f"""
with parts as (
    select title_key, genre_key, 1.0 / count(*) over (partition by title_key) as part
    from bridge_title_genre
),
lists as (
    select dim_genre.genre as series, entries.top10_week as period, entries.cumulative_week_count,
        cast(entries.viewed_hours as double) * parts.part as hours
    from fact_netflix_week as entries
    inner join parts on entries.title_key = parts.title_key
    inner join dim_genre on parts.genre_key = dim_genre.genre_key
    where entries.viewed_hours > 0
)
select series, period, {_DRIVEN} from lists group by series, period order by series, period
"""

# a month counts when its last day has been seen; a group too small to be shown has no figure
_MONTHS = """
with days as (
    select min(viewing_date) as first_day, max(viewing_date) as last_day from mart_viewing_day
)
select member_group as series, month_start_date as period, watched_hours as hours
from mart_viewing_month, days
where dimension = 'genre'
    and member_group not like '(%'
    and month_start_date >= first_day
    and month_start_date + interval 1 month - interval 1 day <= last_day
order by series, period
"""


def read_panel(kind: Kind, tables: Tables) -> Panel:
    """The series of a kind, and which have too little history.

    Args:
        kind: one of `KINDS`.
        tables: has those of `READS`.
    """
    if kind.name == GENRE_MONTH.name:
        return panel_of(kind, tables.query(_MONTHS), ())
    rows = tables.query(_CATEGORIES if kind.name == CATEGORY_WEEK.name else _GENRES)
    return panel_of(kind, rows, DRIVERS)


def panel_of(kind: Kind, rows: pd.DataFrame, drivers: tuple[str, ...]) -> Panel:
    """A panel from a table.

    Args:
        kind: what the series are.
        rows: `series`, `period`, `hours` and the drivers, one row a series and period.
        drivers: names of columns.
    """
    series = [
        (
            str(key),
            str(key),
            part["period"].to_numpy().astype("datetime64[D]"),
            part["hours"].to_numpy(float),
            part[list(drivers)].to_numpy(float).reshape(len(part), len(drivers)),
        )
        for key, part in rows.groupby("series", sort=True)
    ]
    last = rows["period"].max() if len(rows) else None
    end = None if last is None else np.datetime64(last, "D")
    return make_panel(kind, series, drivers, end)

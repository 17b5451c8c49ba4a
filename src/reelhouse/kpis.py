"""The headline tables: a question in words, and the SQL over gold that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reelhouse.errors import UsageError
from reelhouse.gold import Build, query


@dataclass(frozen=True, slots=True)
class Kpi:
    """A headline table.

    Attributes:
        name: what it is called on the command line.
        title: the question it answers.
        sql: the query; it reads marts and does not compute measures of its own.
    """

    name: str
    title: str
    sql: str


@dataclass(frozen=True, slots=True)
class KpiTable:
    """A headline table with its answer."""

    name: str
    title: str
    build_id: str
    columns: list[str]
    rows: list[tuple[Any, ...]]


KPIS = (
    Kpi(
        "catalogue",
        "What is in the catalogue?",
        """
        select titles.title_type, count(*) as title_count,
            count(rated.title_key) as rated_title_count, sum(rated.vote_count) as vote_count,
            round(avg(rated.weighted_rating), 2) as mean_weighted_rating
        from dim_title as titles
        left join mart_content_performance as rated on titles.title_key = rated.title_key
        where titles.is_current
        group by titles.title_type
        order by title_count desc
        """,
    ),
    Kpi(
        "top",
        "Which films and series are rated best, many votes counting more than few?",
        """
        select title_type, rank_in_scope as rank, primary_title, start_year, average_rating,
            vote_count, round(weighted_rating, 2) as weighted_rating
        from mart_content_top
        where scope = 'type' and title_type in ('movie', 'tvSeries') and rank_in_scope <= 5
        order by title_type, rank_in_scope
        """,
    ),
    Kpi(
        "genres",
        "Which genres are made most, and how are they rated?",
        """
        select genre, title_count, round(100 * title_share_rate, 1) as title_share_pct,
            rated_title_count, vote_count, round(mean_average_rating, 2) as mean_average_rating,
            round(mean_weighted_rating, 2) as mean_weighted_rating
        from mart_genre_performance
        where title_type = 'all'
        order by title_count desc, genre
        limit 10
        """,
    ),
    Kpi(
        "people",
        "Who works most, episodes not counted?",
        """
        select prolific_rank as rank, person_name, main_category, title_count, credit_count,
            first_title_year, last_title_year,
            round(mean_weighted_rating, 2) as mean_weighted_rating
        from mart_talent
        where prolific_rank <= 10
        order by prolific_rank, person_key
        limit 10
        """,
    ),
    Kpi(
        "decades",
        "How did production grow?",
        """
        select decade, title_count, round(title_change_pct, 1) as title_change_pct,
            rated_title_count, round(mean_weighted_rating, 2) as mean_weighted_rating
        from mart_production_decade
        where title_type = 'all'
        order by decade desc
        limit 12
        """,
    ),
    Kpi(
        "ratings",
        "How are ratings spread?",
        """
        select bucket_from_rating, bucket_to_rating, title_count,
            round(100 * title_share_rate, 1) as title_share_pct,
            round(100 * cumulative_title_share_rate, 1) as cumulative_title_share_pct
        from mart_rating_distribution
        where title_type = 'all'
        order by bucket_from_rating
        """,
    ),
)


def find_kpis(name: str | None) -> tuple[Kpi, ...]:
    """One headline table by its name, or all.

    Raises:
        UsageError: there is none of that name.
    """
    if name is None:
        return KPIS
    found = tuple(kpi for kpi in KPIS if kpi.name == name)
    if not found:
        raise UsageError(
            f"there is no table '{name}'", advice=f"There are {', '.join(k.name for k in KPIS)}."
        )
    return found


def read_kpis(build: Build, name: str | None = None) -> list[KpiTable]:
    """Ask a build for its headline tables.

    Raises:
        UsageError: there is no table of that name.
    """
    return [
        KpiTable(kpi.name, kpi.title, build.build_id, *query(build, kpi.sql))
        for kpi in find_kpis(name)
    ]

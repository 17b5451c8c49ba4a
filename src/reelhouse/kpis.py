"""The headline tables: a question in words, and the metrics that answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reelhouse.errors import UsageError
from reelhouse.gold import Build, ask_metric
from reelhouse.metrics.query import MetricAnswer


@dataclass(frozen=True, slots=True)
class Kpi:
    """A headline table.

    Attributes:
        name: what it is called on the command line.
        title: the question it answers.
        metrics: what it shows.
        by: what it is split by.
        where: values picked out, by dimension.
        sort: column it is sorted by, downwards with `-`; by default the first metric, downwards.
        limit: rows at most.
        limit_within: dimension for each of whose values that many rows are shown.
    """

    name: str
    title: str
    metrics: tuple[str, ...]
    by: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    limit: int | None = None
    limit_within: str = ""


@dataclass(frozen=True, slots=True)
class KpiTable:
    """A headline table with its answer."""

    name: str
    title: str
    answer: MetricAnswer


KPIS = (
    Kpi(
        "catalogue",
        "What is in the catalogue?",
        metrics=("title_count", "rated_title_count", "vote_count", "mean_weighted_rating"),
        by=("title_type",),
    ),
    Kpi(
        "top",
        "Which films and series are rated best, many votes counting more than few?",
        metrics=("mean_weighted_rating", "mean_average_rating", "vote_count"),
        by=("title_type", "title_id_imdb", "primary_title", "start_year"),
        where={"title_type": ("movie", "tvSeries")},
        limit=5,
        limit_within="title_type",
    ),
    Kpi(
        "genres",
        "Which genres are made most, and how are they rated?",
        metrics=(
            "title_count",
            "genre_title_share",
            "rated_title_count",
            "vote_count",
            "mean_average_rating",
            "mean_weighted_rating",
        ),
        by=("genre",),
        limit=10,
    ),
    Kpi(
        "people",
        "Who works most, episodes not counted?",
        metrics=("person_title_count", "person_credit_count", "person_mean_weighted_rating"),
        by=(
            "prolific_rank",
            "person_key",
            "person_name",
            "main_category",
            "first_title_year",
            "last_title_year",
        ),
        sort="prolific_rank",
        limit=10,
    ),
    Kpi(
        "decades",
        "How did production grow?",
        metrics=("title_count", "decade_title_change", "rated_title_count", "mean_weighted_rating"),
        by=("decade",),
        sort="-decade",
        limit=12,
    ),
    Kpi(
        "ratings",
        "How are ratings spread?",
        metrics=("rating_title_count", "rating_title_share", "rating_cumulative_title_share"),
        by=("bucket_from_rating", "bucket_to_rating"),
        where={"title_type": ("all",)},
        sort="bucket_from_rating",
    ),
    Kpi(
        "netflix",
        "What is watched most in Netflix's Top 10?",
        metrics=("netflix_hours", "netflix_views", "netflix_entry_weeks", "netflix_best_rank"),
        by=("title_type", "primary_title", "start_year"),
        limit=10,
    ),
    Kpi(
        "studios",
        "Which studios make well-scored anime, few scores counting less than many?",
        metrics=(
            "studio_predicted_score_low",
            "studio_predicted_score",
            "studio_mean_score",
            "studio_anime_count",
        ),
        by=("source", "studio_id", "studio"),
        limit=5,
        limit_within="source",
    ),
    Kpi(
        "deals",
        "What do licences cost and return in each region?",
        metrics=("deal_count", "deal_fees", "reported_roi", "attributed_roi"),
        by=("region",),
    ),
    Kpi(
        "subscribers",
        "How many subscribe in each region, and what do they pay a month?",
        metrics=("subscribers", "subscription_revenue", "revenue_per_subscriber"),
        by=("region",),
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
    return [KpiTable(kpi.name, kpi.title, _ask(build, kpi)) for kpi in find_kpis(name)]


def _ask(build: Build, kpi: Kpi) -> MetricAnswer:
    return ask_metric(
        build,
        kpi.metrics,
        by=kpi.by,
        where=kpi.where,
        sort=kpi.sort,
        limit=kpi.limit,
        limit_within=kpi.limit_within,
    )

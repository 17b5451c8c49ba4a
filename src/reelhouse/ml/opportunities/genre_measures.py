"""Measures of genres, each with what chance may have done to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reelhouse.errors import UsageError
from reelhouse.ml.opportunities.samples import Sample, normal_sample, weighted_mean_sample
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

LEAST_TITLES = 5
WEEKS = 52
"""Newest weeks of lists that count for demand."""

_HOURS = f"""
with newest as (select max(top10_week) as last_week from fact_netflix_week)
select title_key, cast(sum(viewed_hours) as double) as hours, count(distinct top10_week) as weeks
from fact_netflix_week cross join newest
where title_key is not null and top10_week > last_week - {7 * WEEKS}
group by title_key
order by title_key
"""

_RATINGS = """
select title_key, cast(weighted_rating as double) as value from fact_rating_snapshot
where is_latest and weighted_rating is not null
    and title_key in (select title_key from bridge_title_source)
order by title_key
"""

_OFFERED = """
select title_key, cast(count(distinct country_code) as double) as value from fact_offer
where is_current and is_included group by title_key order by title_key
"""

_COMPLETION = """
select title_key, cast(completion_rate as double) as value from mart_title_audience
where completion_rate is not null order by title_key
"""

_SENTIMENT = """
select title_key, avg(mean_sentiment) as value from mart_title_sentiment_week
where mean_sentiment is not null group by title_key order by title_key
"""

_RETURNS = """
select title_key, avg(roi) as value from mart_licensing_roi
where title_key is not null and roi is not null and basis = 'reported'
group by title_key order by title_key
"""

# few of millions of links are wanted, and these are taken out before anything is joined to them
_GENRES = """
with links as materialized (
    select title_key, genre_key from bridge_title_genre
    where title_key in (
        select title_key from bridge_title_source union select title_key from fact_netflix_week
    )
)
select links.title_key, genres.genre, 1.0 / count(*) over (partition by links.title_key) as part
from links inner join dim_genre as genres using (genre_key)
order by all
"""

_TREND = "select genre, log_trend, standard_error from mart_genre_trend order by genre"

READS = (
    "fact_netflix_week",
    "fact_rating_snapshot",
    "bridge_title_source",
    "bridge_title_genre",
    "dim_genre",
    "fact_offer",
    "mart_title_audience",
    "mart_title_sentiment_week",
    "mart_licensing_roi",
    "mart_genre_trend",
)


def genre_samples(
    tables: Tables, wanted: Sequence[str] = (), *, draws: int, seed: int
) -> tuple[list[str], list[Sample]]:
    """All measures of some genres, or of all.

    Args:
        tables: of a build.
        wanted: the genres, in any case of letters; none for all there are.
        draws: samples.
        seed: of the draws.

    Returns:
        The wanted genres as they are written, and the measures.

    Raises:
        UsageError: there is no such genre.
    """
    links = tables.query(_GENRES)
    parts = links.pivot_table(index="title_key", columns="genre", values="part", aggfunc="sum")
    parts = parts.fillna(0.0).astype(float)
    names = tuple(str(each) for each in parts.columns)
    chosen = [_named(each, names) for each in wanted]
    # titles of no genre that is told need no draws
    told = parts[chosen or list(names)]
    told = told[(told > 0).any(axis=1)]
    drawn = {"draws": draws, "seed": seed}
    samples = [_demand(tables, parts, names, **drawn)]
    trend = tables.query(_TREND).set_index("genre").reindex(list(names))
    samples.append(
        normal_sample(
            "trend", "a year", "change of the logarithm of weekly hours, season and titles apart",
            names, trend["log_trend"].to_numpy(float), trend["standard_error"].to_numpy(float),
            **drawn,
        )
    )  # fmt: skip
    for name, unit, says, sql in (
        ("quality", "1 to 10", "mean weighted rating of its titles", _RATINGS),
        ("reach", "countries", "countries in which a title of it is offered, on average", _OFFERED),
        ("completion", "0 to 1", "share of a title that members watch, on average", _COMPLETION),
        ("sentiment", "-1 to 1", "how kind posts and comments are, mean of titles", _SENTIMENT),
        ("licensing return", "of cost", "mean reported return of its licensed titles", _RETURNS),
    ):
        rows = tables.query(sql)
        rows = rows[rows["title_key"].isin(told.index)]
        weights = told.loc[rows["title_key"]].to_numpy(float)
        values = rows["value"].to_numpy(float)
        samples.append(
            weighted_mean_sample(name, unit, says, tuple(told.columns), values, weights,
                                 least=LEAST_TITLES, **drawn)
        )  # fmt: skip
    return chosen, samples


def _demand(
    tables: Tables, parts: pd.DataFrame, names: tuple[str, ...], *, draws: int, seed: int
) -> Sample:
    """Share of the hours of the lists; titles are drawn anew with all their weeks."""
    hours = tables.query(_HOURS)
    hours = hours[hours["title_key"].isin(parts.index) & (hours["hours"] > 0)]
    weights = (
        parts.loc[hours["title_key"]].to_numpy(float) * hours["hours"].to_numpy(float)[:, None]
    )
    drawn = np.random.default_rng(seed).exponential(size=(draws, len(hours))) @ weights
    total = weights.sum()
    enough = (weights > 0).sum(axis=0) >= LEAST_TITLES
    value = weights.sum(axis=0) / max(total, 1e-12)
    shares = drawn / np.maximum(drawn.sum(axis=1, keepdims=True), 1e-12)
    says = f"share of the hours of Netflix' global lists of {WEEKS} weeks"
    return Sample(
        "demand", "0 to 1", says, names, np.where(enough, value, np.nan),
        np.where(enough, shares, np.nan),
    )  # fmt: skip


def _named(wanted: str, names: Sequence[str]) -> str:
    for name in names:
        if name.lower() == wanted.lower():
            return name
    raise UsageError(f"there is no genre '{wanted}'", advice=f"Genres: {', '.join(names)}.")

"""Measures of two titles, each with what chance may have done to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from reelhouse.errors import UsageError
from reelhouse.ml.opportunities.samples import Sample, normal_sample
from reelhouse.ml.tables import Tables

Floats = NDArray[np.float64]

READS = (
    "dim_title",
    "fact_rating_snapshot",
    "mart_netflix_title_week",
    "fact_text_sentiment",
    "bridge_title_post",
    "mart_title_audience",
    "dim_member",
)

_FIND = """
select title_key, primary_title, start_year, title_type from dim_title
where is_current and (
    cast(title_key as varchar) = $name or title_id_imdb = $name
    or lower(primary_title) = lower($name)
)
order by title_key
"""

_RATING = """
select title_key, cast(average_rating as double) as mean, cast(vote_count as double) as count
from fact_rating_snapshot where is_latest and title_key in ($a, $b)
"""

_SENTIMENT = """
select links.title_key, texts.sentiment
from bridge_title_post as links
inner join fact_text_sentiment as texts
    on texts.text_kind = 'post'
    and links.platform = texts.platform
    and links.post_id = texts.text_id
where links.title_key in ($a, $b) and texts.sentiment is not null and not coalesce(is_repost, false)
order by links.title_key, texts.text_id
"""

_HOURS = """
select title_key, weeks_since_first, ln(cast(viewed_hours as double)) as log_hours
from mart_netflix_title_week
where title_key in ($a, $b) and viewed_hours > 0
order by title_key, weeks_since_first
"""

_AUDIENCE = """
select title_key, cast(member_count as double) as member_count,
    cast(completed_session_rate as double) as completed_rate,
    cast(session_count as double) as session_count
from mart_title_audience where title_key in ($a, $b)
"""

_MEMBERS = "select cast(count(*) as double) as member_count from dim_member"


def title_samples(
    tables: Tables, wanted: Sequence[str], *, draws: int, seed: int
) -> tuple[list[str], list[Sample]]:
    """All measures of two titles.

    Args:
        tables: of a build.
        wanted: key, IMDb id or exact name of each.
        draws: samples.
        seed: of the draws.

    Returns:
        `name (year)` of both, and the measures.

    Raises:
        UsageError: there is no such title, or several have the name.
    """
    found = [_find(tables, name) for name in wanted]
    keys = [key for key, _ in found]
    names = (found[0][1], found[1][1])
    ask = {"a": keys[0], "b": keys[1]}
    drawn = {"draws": draws, "seed": seed}
    samples = [
        _rating(tables, ask, keys, names, **drawn),
        _hours(tables, ask, keys, names, **drawn),
        _sentiment(tables, ask, keys, names, **drawn),
        *_audience(tables, ask, keys, names, **drawn),
    ]
    return list(names), samples


def _find(tables: Tables, name: str) -> tuple[int, str]:
    rows = tables.query(_FIND, {"name": name})
    if not len(rows):
        raise UsageError(
            f"there is no title '{name}'", advice="Give its title_key, IMDb id or exact name."
        )
    years = rows["start_year"].astype("Int64").astype("string").fillna("")
    told = [
        f"{title} ({year})" if year else str(title)
        for title, year in zip(rows["primary_title"], years, strict=True)
    ]
    if len(rows) > 1:
        shown = [f"{key} {each}" for key, each in zip(rows["title_key"], told, strict=True)]
        raise UsageError(
            f"{len(rows)} titles are called '{name}'",
            advice=f"Give one's title_key: {'; '.join(shown[:8])}.",
        )
    return int(rows["title_key"].iloc[0]), told[0]


def _rating(
    tables: Tables, ask: dict[str, int], keys: list[int], names: tuple[str, str], *, draws: int,
    seed: int,
) -> Sample:  # fmt: skip
    """The votes themselves are not published: their spread is the widest that the mean allows.

    Formula: Bhatia and Davis, American Mathematical Monthly 107 (2000).
    """
    rows = tables.query(_RATING, ask).set_index("title_key").reindex(keys)
    mean, count = rows["mean"].to_numpy(float), rows["count"].to_numpy(float)
    error = np.sqrt(np.maximum((10 - mean) * (mean - 1), 0) / np.maximum(count, 1))
    error = np.where(count > 0, error, np.nan)
    says = "mean of IMDb's votes, with the widest spread that it allows"
    return normal_sample("rating", "1 to 10", says, names, mean, error, draws=draws, seed=seed)


def _hours(
    tables: Tables, ask: dict[str, int], keys: list[int], names: tuple[str, str], *, draws: int,
    seed: int,
) -> Sample:  # fmt: skip
    """Weekly hours at the same age, so that an older title is not behind for its age alone."""
    rows = tables.query(_HOURS, ask)
    wide = rows.pivot_table(index="weeks_since_first", columns="title_key", values="log_hours")
    both = wide.reindex(columns=keys).dropna().to_numpy(float)
    says = f"mean weekly hours in the {len(both)} weeks of the same age in the global lists"
    name, unit = "weekly hours", "hours"
    if len(both) < 3:
        nothing = np.full(2, np.nan)
        return Sample(name, unit, says, names, nothing, np.full((draws, 2), np.nan))
    weights = np.random.default_rng(seed).exponential(size=(draws, len(both)))
    weights /= weights.sum(axis=1, keepdims=True)
    return Sample(name, unit, says, names, np.exp(both.mean(axis=0)), np.exp(weights @ both))


def _sentiment(
    tables: Tables, ask: dict[str, int], keys: list[int], names: tuple[str, str], *, draws: int,
    seed: int,
) -> Sample:  # fmt: skip
    rows = tables.query(_SENTIMENT, ask)
    own = [rows.loc[rows["title_key"] == key, "sentiment"].to_numpy(float) for key in keys]
    within = np.concatenate([each - each.mean() for each in own if len(each)] or [np.empty(0)])
    freedom = len(within) - sum(len(each) > 0 for each in own)
    spread = float(np.sqrt((within**2).sum() / freedom)) if freedom > 0 else float("nan")
    mean = np.array([each.mean() if len(each) else np.nan for each in own])
    error = np.array([spread / np.sqrt(len(each)) if len(each) else np.nan for each in own])
    says = "how kind posts are, -1 unkind to 1 kind"
    return normal_sample("sentiment", "-1 to 1", says, names, mean, error, draws=draws, seed=seed)


def _audience(
    tables: Tables, ask: dict[str, int], keys: list[int], names: tuple[str, str], *, draws: int,
    seed: int,
) -> list[Sample]:  # fmt: skip
    """Shares of members and of sessions, with Jeffreys' posteriors."""
    rows = tables.query(_AUDIENCE, ask).set_index("title_key").reindex(keys)
    members = float(tables.query(_MEMBERS)["member_count"].iloc[0])
    beta: Callable[..., Floats] = np.random.default_rng(seed).beta
    watched = rows["member_count"].to_numpy(float)
    sessions = rows["session_count"].to_numpy(float)
    completed = rows["completed_rate"].to_numpy(float) * sessions
    found = []
    for name, says, hits, total in (
        ("members", "share of members who watched it", watched, np.full(2, members)),
        ("completed sessions", "share of sessions that end near its end", completed, sessions),
    ):
        known = np.isfinite(hits) & np.isfinite(total) & (total > 0)
        hit, miss = np.where(known, hits, 0.0), np.where(known, total - hits, 0.0)
        drawn = beta(hit + 0.5, np.maximum(miss, 0) + 0.5, size=(draws, 2))
        value = np.where(known, hit / np.where(known, total, 1.0), np.nan)
        found.append(Sample(name, "0 to 1", says, names, value, np.where(known, drawn, np.nan)))
    return found

"""Demand, supply and quality of segments, as they are and in drawn samples of their titles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

WORLD = "all"
"""The country of all countries together."""

YEAR_WEEKS = 365.25 / 7

_KIND = """
case
    when title_type in ('movie', 'tvMovie', 'tvSpecial', 'video', 'short', 'tvShort') then 'film'
    when title_type in ('tvSeries', 'tvMiniSeries', 'tvPilot') then 'series'
end
"""

# a place counts one by its rank, as in mart_country_genre
_LISTED = """
select title_key, country_code, case when is_film then 'film' else 'series' end as content_kind,
    top10_week, cast(sum(1.0 / weekly_rank) as double) as weight
from fact_netflix_country_week
where title_key is not null and weekly_rank > 0
group by all
order by all
"""

_HELD = f"""
select distinct offers.title_key, offers.country_code, {_KIND} as content_kind
from fact_offer as offers
inner join dim_title as titles on offers.title_key = titles.title_key and titles.is_current
where offers.is_current and offers.is_included and {_KIND} is not null
order by all
"""

_GENRES = """
select links.title_key, genres.genre,
    1.0 / count(*) over (partition by links.title_key) as part
from bridge_title_genre as links
inner join dim_genre as genres using (genre_key)
where links.title_key in (
    select title_key from fact_netflix_country_week union select title_key from fact_offer
)
order by all
"""

_RATINGS = """
select title_key, weighted_rating from fact_rating_snapshot
where is_latest and title_key in (select title_key from fact_offer)
order by title_key
"""

READS = (
    "fact_netflix_country_week",
    "fact_offer",
    "dim_title",
    "bridge_title_genre",
    "dim_genre",
    "fact_rating_snapshot",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What segments are told from.

    Attributes:
        listed: title_key, country_code, content_kind, top10_week, weight in the lists.
        held: title_key, country_code, content_kind of titles that are included in an offer.
        genres: names of genres.
        parts: part of each genre in each title, by title_key.
        ratings: weighted rating by title_key.
    """

    listed: pd.DataFrame
    held: pd.DataFrame
    genres: tuple[str, ...]
    parts: pd.DataFrame
    ratings: pd.Series

    @property
    def weeks(self) -> list[pd.Timestamp]:
        """Weeks of the lists, oldest first."""
        return sorted(self.listed["top10_week"].unique())

    def between(self, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
        """Rows of the lists of some weeks, both included."""
        weeks = self.listed["top10_week"]
        return self.listed[(weeks >= first) & (weeks <= last)]


def gather(tables: Tables) -> Evidence:
    """Read what segments are told from."""
    import pandas as pd

    listed, held = tables.query(_LISTED), tables.query(_HELD)
    listed["top10_week"] = pd.to_datetime(listed["top10_week"])
    links = tables.query(_GENRES)
    parts = links.pivot_table(index="title_key", columns="genre", values="part", aggfunc="sum")
    parts = parts.fillna(0.0).astype(float)
    known = parts.index
    ratings = tables.query(_RATINGS).set_index("title_key")["weighted_rating"].astype(float)
    return Evidence(
        listed[listed["title_key"].isin(known)].reset_index(drop=True),
        held[held["title_key"].isin(known)].reset_index(drop=True),
        tuple(parts.columns),
        parts,
        ratings,
    )


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of the genres in something, as they are and in samples of titles drawn anew.

    Attributes:
        value: of each genre, 0 to 1; they add up to 1.
        drawn: draws by genres.
        titles: titles that each genre is a part of.
    """

    value: Floats
    drawn: Floats
    titles: Floats


def shares_of(
    weights: pd.Series, evidence: Evidence, *, draws: int, seed: int, prior: Floats | None = None,
    prior_weight: float = 0.0,
) -> Shares:  # fmt: skip
    """Shares of the genres by the weight of titles, with a bootstrap over titles.

    Titles are drawn whole, with all their weeks, since what is one hit must not count as many. Each
    sample weighs titles by exponential draws, so that a genre of one title keeps an interval (the
    Bayesian bootstrap; Rubin, Annals of Statistics 9, 1981).

    Args:
        weights: by title_key.
        evidence: genres of titles.
        draws: samples.
        seed: of the draws.
        prior: shares that count as seen beforehand; none by default.
        prior_weight: as how much weight they count.
    """
    parts = evidence.parts.loc[weights.index].to_numpy(float)
    amounts = weights.to_numpy(float)
    before = np.zeros(parts.shape[1]) if prior is None else prior * prior_weight
    rng = np.random.default_rng(seed)
    whole = amounts @ parts + before
    drawn = (rng.exponential(size=(draws, len(amounts))) * amounts) @ parts + before
    return Shares(
        whole / max(whole.sum(), 1e-12),
        drawn / np.maximum(drawn.sum(axis=1, keepdims=True), 1e-12),
        (parts > 0).sum(axis=0).astype(float),
    )


def demand(rows: pd.DataFrame) -> pd.Series:
    """Weight of each title in rows of the lists."""
    found: pd.Series = rows.groupby("title_key", sort=True)["weight"].sum()
    return found


def places(evidence: Evidence) -> list[tuple[str, str]]:
    """Country and kind of everything that has both lists and offers, all countries first."""
    both = [
        set(frame[["country_code", "content_kind"]].itertuples(index=False, name=None))
        for frame in (evidence.listed, evidence.held)
    ]
    kinds = sorted({kind for _, kind in both[0] & both[1]})
    return [(WORLD, kind) for kind in kinds] + sorted(both[0] & both[1])


def of_place(frame: pd.DataFrame, country: str, kind: str) -> pd.DataFrame:
    """Rows of a country and kind."""
    rows = frame[frame["content_kind"] == kind]
    return rows if country == WORLD else rows[rows["country_code"] == country]

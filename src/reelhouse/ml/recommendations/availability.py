"""Which titles may be shown to somebody: offered in a country, and suitable for an age."""

from __future__ import annotations

from dataclasses import dataclass

from reelhouse.ml.recommendations.recommender import Recommender
from reelhouse.ml.tables import Tables

READS = ("fact_offer", "bridge_title_certificate")

_OFFERS = """
select title_key, max(case when country_code = $country {platform} then 1 else 0 end) as is_there
from fact_offer
where is_current and is_included and title_key in (select unnest($keys))
group by title_key
"""

_AGES = """
select
    title_key,
    coalesce(max(case when country_code = $country then minimum_age end), max(minimum_age)) as age
from bridge_title_certificate
where title_key in (select unnest($keys)) and minimum_age is not null
group by title_key
"""


@dataclass(frozen=True, slots=True)
class Barred:
    """Titles that may not be shown.

    Attributes:
        places: in the recommender.
        unknown_offers: of these, how many no source speaks of.
        unknown_ages: of these, how many have no rating.
    """

    places: frozenset[int]
    unknown_offers: int = 0
    unknown_ages: int = 0


def offers(tables: Tables, keys: list[int], country: str, platform: str = "") -> dict[int, bool]:
    """Whether each title is offered in a country without extra cost.

    Args:
        tables: of gold.
        keys: of the titles.
        country: ISO 3166-1 alpha-2.
        platform: as dim_platform calls it; any by default.

    Returns:
        By title; those are missing of which no source speaks.
    """
    condition = "and platform = $platform" if platform else ""
    parameters: dict[str, object] = {"country": country, "keys": keys}
    if platform:
        parameters["platform"] = platform
    rows = tables.query(_OFFERS.format(platform=condition), parameters)
    return {int(k): bool(there) for k, there in rows.itertuples(index=False)}


def ages(tables: Tables, keys: list[int], country: str) -> dict[int, int]:
    """From which age each title is meant: as rated in the country, else the strictest anywhere."""
    rows = tables.query(_AGES, {"country": country, "keys": keys})
    return {int(key): int(age) for key, age in rows.itertuples(index=False)}


def barred(
    tables: Tables, recommender: Recommender, *, country: str = "", platform: str = "",
    is_offer_needed: bool = False, most_age: int | None = None,
) -> Barred:  # fmt: skip
    """Titles that may not be shown.

    What is not known is left out rather than shown: a title without offer where offers matter, one
    without rating where an age is given.

    Args:
        tables: of gold.
        recommender: whose titles.
        country: where somebody is, ISO 3166-1 alpha-2; empty where not known.
        platform: whose offers count; all by default.
        is_offer_needed: whether a title has to be offered there.
        most_age: a title must be meant for this age in years or a lower one.
    """
    keys = [title.key for title in recommender.titles]
    places: set[int] = set()
    unknown_offers = unknown_ages = 0
    if is_offer_needed:
        told = offers(tables, keys, country, platform)
        places |= {place for place, key in enumerate(keys) if not told.get(key, False)}
        unknown_offers = sum(key not in told for key in keys)
    if most_age is not None:
        rated = ages(tables, keys, country)
        places |= {p for p, key in enumerate(keys) if rated.get(key, most_age + 1) > most_age}
        unknown_ages = sum(key not in rated for key in keys)
    return Barred(frozenset(places), unknown_offers, unknown_ages)

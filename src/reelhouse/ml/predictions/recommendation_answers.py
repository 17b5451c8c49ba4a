"""What to recommend to each member of now, and which titles are like each title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from reelhouse.ml.predictions import write_answers
from reelhouse.ml.store import Version
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench

if TYPE_CHECKING:
    from reelhouse.ml.recommendations.interactions import History
    from reelhouse.ml.recommendations.recommender import Recommended, Recommender

WRITES = ("mart_recommendation", "mart_similar_title")

COUNT = 20
_TOGETHER = 512
"""Members scored at once."""

_MEMBERS = """
select member_key, upper(country_code) as country_code, cast(known_date as date) as known_at
from dim_member
where has_personalisation_consent and (cancelled_date is null or cancelled_date > known_date)
order by member_key
"""


def compute(bench: Workbench) -> None:
    """Write the lists of all members who agree to recommendations."""
    # what they are made with is loaded where there is a recommender: a build without takes no time
    write_answers(bench, "recommendations", WRITES, lambda version: _answer(bench, version))


def _answer(bench: Workbench, version: Version) -> None:
    recommender: Recommender = version.load()
    gone = _gone(bench, recommender)
    _write(bench, "mart_recommendation", list(_lists(bench, recommender, gone, version.version)))
    least = bench.settings.marts.min_group
    _write(bench, "mart_similar_title", list(_alike(recommender, gone, least, version.version)))


def _write(bench: Workbench, table: str, rows: list[dict[str, Any]]) -> None:
    import pandas as pd

    columns = list(declaration(table).columns)
    bench.write(table, pd.DataFrame(rows, columns=columns) if rows else declaration(table).empty)


def _gone(bench: Workbench, recommender: Recommender) -> frozenset[int]:
    """Places of titles that gold no longer has, or has for adults only."""
    rows = bench.query(
        "select title_key from dim_title where is_current and not coalesce(is_adult, false)"
    )
    there = set(rows["title_key"].tolist())
    return frozenset(p for p, title in enumerate(recommender.titles) if title.key not in there)


def _lists(
    bench: Workbench, recommender: Recommender, gone: frozenset[int], version: str
) -> Iterator[dict[str, Any]]:
    from reelhouse.ml.recommendations.availability import offers
    from reelhouse.ml.recommendations.serving import histories, member_rows

    members = bench.query(_MEMBERS)
    if members.empty:
        return
    # everybody's row stands for the day of one file
    today = members["known_at"].max()
    watched = member_rows(bench)
    keys = [title.key for title in recommender.titles]
    countries = [c if isinstance(c, str) else "" for c in members["country_code"]]
    platform = bench.settings.models.own_platform
    offered = {c: offers(bench, keys, c, platform) if c else {} for c in sorted(set(countries))}
    hidden = {
        country: gone | {p for p, key in enumerate(keys) if platform and not told.get(key, False)}
        for country, told in offered.items()
    }
    everybody = members["member_key"].tolist()

    def together() -> Iterator[_Some]:
        for start in range(0, len(members), _TOGETHER):
            some = everybody[start : start + _TOGETHER]
            theirs = countries[start : start + _TOGETHER]
            barred = {country: hidden[country] for country in set(theirs)}
            yield _Some(some, theirs, histories(recommender, watched, some, today), barred)

    for some in bench.spread(partial(_recommended, recommender), together()):
        for member, country, is_fallback, best in some:
            for each in best:
                yield {
                    "member_key": member,
                    **_told(each),
                    "is_fallback": bool(is_fallback),
                    "is_offered_in_country": offered[country].get(each.title_key),
                    "known_at": today,
                    "model_version": version,
                }


@dataclass(frozen=True, slots=True)
class _Some:
    """Members scored together.

    Attributes:
        members: their keys.
        countries: of each.
        history: of each, a row.
        barred: places of titles that may not be shown, by country.
    """

    members: list[int]
    countries: list[str]
    history: History
    barred: dict[str, frozenset[int]]


def _recommended(
    recommender: Recommender, some: _Some
) -> list[tuple[int, str, bool, list[Recommended]]]:
    """Of each member key, country, whether nothing is known of their taste, and the list."""
    import numpy as np

    found = recommender.recommend_each(
        some.history, barred=[some.barred[country] for country in some.countries], count=COUNT
    )
    nothing_known = np.diff(some.history.values.indptr) == 0
    return list(zip(some.members, some.countries, nothing_known, found, strict=True))


def _told(each: Recommended) -> dict[str, Any]:
    return {
        "recommendation_rank": each.rank,
        "title_key": each.title_key,
        "primary_title": each.name,
        "score": each.score,
        "reason_title_key": each.reason_title_key,
        "reason": each.reason,
    }


def _alike(
    recommender: Recommender, gone: frozenset[int], least_members: int, version: str
) -> Iterator[dict[str, Any]]:
    for place, title in enumerate(recommender.titles):
        if place in gone:
            continue
        for each in recommender.similar(
            place, count=COUNT, barred=gone, least_members=least_members
        ):
            yield {
                "title_key": title.key,
                "similarity_rank": each.rank,
                "similar_title_key": each.title_key,
                "primary_title": title.name,
                "similar_primary_title": each.name,
                "similarity": each.similarity,
                "why": each.why,
                "model_version": version,
            }

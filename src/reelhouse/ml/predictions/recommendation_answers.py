"""What to recommend to each member of now, and which titles are like each title."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from reelhouse.ml.predictions import write_answers
from reelhouse.ml.recommendations.availability import offers
from reelhouse.ml.recommendations.recommender import Recommended, Recommender
from reelhouse.ml.recommendations.serving import history_of_rows, member_rows
from reelhouse.ml.store import Version
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_recommendation", "mart_similar_title")

COUNT = 20

_MEMBERS = """
select member_key, upper(country_code) as country_code, cast(known_date as date) as known_at
from dim_member
where has_personalisation_consent and (cancelled_date is null or cancelled_date > known_date)
order by member_key
"""


def compute(bench: Workbench) -> None:
    """Write the lists of all members who agree to recommendations."""
    write_answers(bench, "recommendations", WRITES, lambda version: _answer(bench, version))


def _answer(bench: Workbench, version: Version) -> None:
    recommender: Recommender = version.load()
    gone = _gone(bench, recommender)
    _write(bench, "mart_recommendation", _lists(bench, recommender, gone, version.version))
    _write(bench, "mart_similar_title", _alike(recommender, gone, version.version))


def _write(bench: Workbench, table: str, rows: list[dict[str, Any]]) -> None:
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
) -> list[dict[str, Any]]:
    members = bench.query(_MEMBERS)
    watched = dict(iter(member_rows(bench).groupby("member_key")))
    keys = [title.key for title in recommender.titles]
    platform = bench.settings.models.own_platform
    offered: dict[str, dict[int, bool]] = {}
    rows = []
    for member, country, known_at in members.itertuples(index=False):
        known = country if isinstance(country, str) else ""
        if known not in offered:
            offered[known] = offers(bench, keys, known, platform) if known else {}
        told = offered[known]
        hidden = gone
        if platform:
            hidden = gone | {p for p, key in enumerate(keys) if not told.get(key, False)}
        history = history_of_rows(recommender, watched.get(member), int(member), known_at)
        for each in recommender.recommend(history, count=COUNT, barred=hidden):
            rows.append(
                {
                    "member_key": member,
                    **_told(each),
                    "is_fallback": not history.values.nnz,
                    "is_offered_in_country": told.get(each.title_key) if known else None,
                    "known_at": known_at,
                    "model_version": version,
                }
            )
    return rows


def _told(each: Recommended) -> dict[str, Any]:
    return {
        "recommendation_rank": each.rank,
        "title_key": each.title_key,
        "primary_title": each.name,
        "score": each.score,
        "reason_title_key": each.reason_title_key,
        "reason": each.reason,
    }


def _alike(recommender: Recommender, gone: frozenset[int], version: str) -> list[dict[str, Any]]:
    hidden = {recommender.titles[place].key for place in gone}
    rows = []
    for place, title in enumerate(recommender.titles):
        if place in gone:
            continue
        there = [
            each
            for each in recommender.similar(place, count=COUNT + len(gone))
            if each.title_key not in hidden
        ]
        rows += [
            {
                "title_key": title.key,
                "similarity_rank": rank,
                "similar_title_key": each.title_key,
                "primary_title": title.name,
                "similar_primary_title": each.name,
                "similarity": float(np.clip(each.similarity, 0.0, 1.0)),
                "why": each.why,
                "model_version": version,
            }
            for rank, each in enumerate(there[:COUNT], 1)
        ]
    return rows

"""What models say of one title, with reasons and comparables: read from the published build."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.gold import Build, query
from reelhouse.sqltext import literal

_MOST = 8


@dataclass(frozen=True, slots=True)
class Explanation:
    """What models say of a title.

    Attributes:
        title: the title: key, names, kind, year.
        hit: the row of `mart_hit_prediction`; None where its outcome is settled or no model is.
        reasons: rows of `mart_hit_reason`, the strongest first.
        comparables: rows of `mart_hit_comparable`, the most similar first.
        gross: the row of `mart_gross_prediction`; None where there is none.
        popularity: the row of `mart_popularity_prediction`; None where there is none.
        outcome: what became of it, for a title that people have voted on; None for another.
    """

    title: dict[str, Any]
    hit: dict[str, Any] | None
    reasons: list[dict[str, Any]]
    comparables: list[dict[str, Any]]
    gross: dict[str, Any] | None
    popularity: dict[str, Any] | None
    outcome: dict[str, Any] | None


def explain_title(build: Build, asked: str) -> Explanation:
    """Gather what models say of a title.

    Args:
        build: a published build.
        asked: id at IMDb, key, or name.

    Raises:
        UsageError: no title, or more than one, is meant.
        ReelhouseError: no model says anything of it.
    """
    title = _find(build, asked)
    key = int(title["title_key"])
    found = Explanation(
        title,
        _one(build, "mart_hit_prediction", key),
        _rows(build, "mart_hit_reason", key, "reason_number"),
        _rows(build, "mart_hit_comparable", key, "comparable_number"),
        _one(build, "mart_gross_prediction", key),
        _one(build, "mart_popularity_prediction", key),
        _one(build, "fact_title_standing", key, "is_latest"),
    )
    if not (found.hit or found.gross or found.popularity or found.outcome):
        raise ReelhouseError(
            f"no model says anything of {title['primary_title']}",
            where=build.build_id,
            advice="`reelhouse train` and `reelhouse predict` let models answer; they speak of "
            "films and series that come out or came out lately.",
        )
    return found


def _find(build: Build, asked: str) -> dict[str, Any]:
    text = asked.strip()
    if re.fullmatch(r"tt\d+", text):
        condition = f"title_id_imdb = {literal(text)}"
    elif re.fullmatch(r"-?\d{1,18}", text):
        condition = f"title_key = {int(text)}"
    else:
        condition = f"lower(primary_title) = lower({literal(text)})"
    columns = "title_key, title_id_imdb, primary_title, title_type, start_year, genres"
    found = _records(
        build,
        f"select {columns} from dim_title where is_current and {condition} "
        f"and coalesce(title_type, '') <> 'tvEpisode' order by start_year desc limit {_MOST + 1}",
    )
    if not found:
        raise UsageError(
            f"there is no title '{asked}'", advice="Say its whole name, or its id at IMDb."
        )
    if len(found) > 1:
        names = ", ".join(
            f"{row['title_id_imdb'] or row['title_key']} ({row['start_year']})"
            for row in found[:_MOST]
        )
        more = " and more" if len(found) > _MOST else ""
        raise UsageError(
            f"several titles are called '{asked}'", advice=f"Say which: {names}{more}."
        )
    return found[0]


def _one(build: Build, table: str, key: int, condition: str = "true") -> dict[str, Any] | None:
    found = _records(build, f"select * from {table} where title_key = {key} and {condition}")
    return found[0] if found else None


def _rows(build: Build, table: str, key: int, order: str) -> list[dict[str, Any]]:
    return _records(build, f"select * from {table} where title_key = {key} order by {order}")


def _records(build: Build, sql: str) -> list[dict[str, Any]]:
    columns, rows = query(build, sql)
    return [dict(zip(columns, row, strict=True)) for row in rows]

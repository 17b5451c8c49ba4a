"""Names find their titles: records that have no id are matched by name and what else is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from reelhouse.titles.blocking import (
    NO_CANDIDATES,
    define_name_macros,
    pairs_by_key,
    pairs_by_likeness,
)
from reelhouse.titles.evidence import EVIDENCE
from reelhouse.titles.likeness import compare_names
from reelhouse.titles.names import parse_name
from reelhouse.titles.scoring import PIECES, posterior, score_pairs

SAME_NAME_SIMILARITY = 1.0
ARTICLE_SIMILARITY = 0.98


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """What is accepted, and how widely is searched.

    Attributes:
        accept_confidence: from this confidence on a match stands, 0–1.
        review_confidence: from this on a person should look at it; below there is no match.
        kept_titles: best titles kept of each record.
        block_size: names at most that may share a word or half of a key in the search for names
            that are written otherwise; higher finds more and takes longer.
    """

    accept_confidence: float = 0.9
    review_confidence: float = 0.4
    kept_titles: int = 5
    block_size: int = 200


def match_names(
    connection: DuckDBPyConnection,
    records: str,
    candidates: str,
    other_names: str | None,
    *,
    settings: MatchSettings,
) -> None:
    """Write `title_match`: the best titles of each record, with evidence and confidence.

    A relation is the name of a table or view, or a query.

    Args:
        connection: to the relations; temporary tables and macros are made in it.
        records: `record_number` bigint, `name`, `original_name`, `other_names` varchar[], `kind`
            ('film' or 'series'), `year` smallint, `year_is_exact` boolean (else the year is when
            it came to a platform), `known_by` date (it was out by then), `runtime_minutes` (of a
            film or episode, never of a season), `people` varchar[]. All but the first two may be
            null.
        candidates: `title_key`, `title_type`, `primary_title`, `original_title`, `start_year`,
            `end_year`, `runtime_minutes`, `vote_count`, `people` varchar[]; optional is
            `source_count`, how many other sources know the title by id, which tells titles of
            the same name apart (null or absent where no other source has arrived).
        other_names: `title_key` and `name` of what else the candidates are called.
        settings: of the search.

    The table has one row per record and title: `record_number`, `title_key`, `rank` from 1,
    `name_similarity` 0–1, `season_number` (where the title was found without the season behind
    the record's name), `name_log_odds`, `kind_log_odds`, `year_log_odds`, `known_by_log_odds`,
    `runtime_log_odds`, `people_log_odds`, `prominence_log_odds`, `log_odds` (their sum) and
    `confidence`, the probability that the record is this title and not another or none.
    """
    define_name_macros(connection)
    _load(connection, records, candidates, other_names)
    pairs_by_key(connection)
    _name_key_pairs(connection)
    scored = _scored(connection, candidates)
    decided = scored.loc[scored["confidence"] >= settings.accept_confidence, "record_number"]
    _name_like_pairs(connection, set(decided), settings.block_size)
    _write_matches(connection, _scored(connection, candidates), settings.kept_titles)


def _relation(relation: str) -> str:
    return f"({relation})" if " " in relation.strip() else relation


def _load(
    connection: DuckDBPyConnection, records: str, candidates: str, other_names: str | None
) -> None:
    """Write the tables that the search reads: records, their spellings, candidates, names."""
    connection.execute(
        f"create or replace temp table match_record as select * from {_relation(records)}"
    )
    _parse_records(connection)
    columns = connection.execute(f"describe select * from {_relation(candidates)}").fetchall()
    has_sources = any(column[0] == "source_count" for column in columns)
    excluded = ", ".join(f"'{title_type}'" for title_type in NO_CANDIDATES)
    connection.execute(
        f"""
        create or replace temp table candidate as
        select title_key, title_type, primary_title, original_title, start_year, end_year,
            runtime_minutes, vote_count,
            {"source_count" if has_sources else "null as source_count"}
        from {_relation(candidates)}
        where title_type is null or title_type not in ({excluded})
        """
    )
    more = (
        f"union all select title_key, name, 'aka' from {_relation(other_names)}"
        if other_names
        else ""
    )
    connection.execute(
        f"""
        create or replace temp table candidate_name as
        with names as (
            select title_key, primary_title as name, 'primary' as part from candidate
            union all
            select title_key, original_title, 'original' from candidate
            {more}
        )
        select title_key, name, max(part) as part
        from names
        semi join candidate using (title_key)
        where name is not null
        group by title_key, name
        """
    )


def _parse_records(connection: DuckDBPyConnection) -> None:
    records = connection.execute(
        "select record_number, name, original_name, other_names, kind from match_record"
        " where name is not null order by record_number"
    ).fetchall()
    seasons: list[tuple[int, int | None, int | None]] = []
    spellings: list[tuple[int, str, str]] = []
    for number, name, original_name, other_names, kind in records:
        is_film = None if kind is None else kind == "film"
        read = parse_name(name, original_name, other_names or (), is_film=is_film)
        seasons.append((number, read.year, read.season_number))
        spellings += [(number, spelling.text, spelling.way) for spelling in read.spellings]
    _with_frame(
        connection,
        pd.DataFrame(seasons, columns=["record_number", "year", "season_number"], dtype=object),
        """
        create or replace temp table spelled_record as
        select cast(record_number as bigint) as record_number, cast(year as smallint) as year,
            cast(season_number as smallint) as season_number
        from frame
        """,
    )
    _with_frame(
        connection,
        pd.DataFrame(spellings, columns=["record_number", "text", "way"], dtype=object),
        """
        create or replace temp table spelling as
        select cast(record_number as bigint) as record_number, cast(text as varchar) as text,
            cast(way as varchar) as way
        from frame
        """,
    )


def _name_key_pairs(connection: DuckDBPyConnection) -> None:
    """Write `named_pair` from `key_pair`."""
    connection.execute(
        f"""
        create or replace temp table named_pair as
        select
            record_number, title_key, way, part,
            case when is_same_name then {SAME_NAME_SIMILARITY} else {ARTICLE_SIMILARITY}
                end as name_similarity,
            case when is_same_name then 'same' else 'article' end as found
        from key_pair
        """
    )


def _name_like_pairs(connection: DuckDBPyConnection, decided: set[int], block_size: int) -> None:
    """Add to `named_pair` what the records not yet decided resemble."""
    _with_frame(
        connection,
        pd.DataFrame({"record_number": np.array(sorted(decided), dtype=np.int64)}),
        """
        create or replace temp table undecided as
        select record_number from match_record anti join frame using (record_number)
        """,
    )
    pairs_by_likeness(connection, block_size=block_size)
    pairs = connection.execute("select * from like_pair").df()
    pairs["found"], pairs["name_similarity"] = compare_names(
        pairs.pop("record_words").tolist(), pairs.pop("title_words").tolist()
    )
    _with_frame(
        connection,
        pairs[pairs["found"] != "unlike"],
        "insert into named_pair by name select * from frame",
    )


def _scored(connection: DuckDBPyConnection, candidates: str) -> pd.DataFrame:
    """The pairs of `named_pair` with all evidence and confidence, one per record and title."""
    pairs = connection.execute(
        f"""
        with weighed as (
            select *, {_weight("found", "name")} + {_weight("way", "record")} + {_weight("part", "title")}
                as name_log_odds
            from named_pair
        ),
        best as (
            select
                record_number, title_key, max(name_log_odds) as name_log_odds,
                max(name_similarity) as name_similarity, arg_max(found, name_log_odds) as found, arg_max(way, name_log_odds) as way,
                arg_max(part, name_log_odds) as part
            from weighed
            group by record_number, title_key
        ),
        people as (
            select title_key, people
            from {_relation(candidates)}
            where title_key in (
                select title_key
                from best
                inner join match_record using (record_number)
                where people is not null
            )
        )
        select
            best.record_number, best.title_key, found, way, part, name_similarity, name_log_odds,
            case when way in ('without season', 'without part') then season_number end
                as season_number,
            match_record.kind, coalesce(match_record.year, spelled_record.year) as year,
            match_record.year is null or match_record.year_is_exact is distinct from false
                as year_is_exact,
            match_record.known_by,
            match_record.runtime_minutes as record_runtime, match_record.people as record_people,
            candidate.title_type, candidate.start_year, candidate.end_year,
            candidate.runtime_minutes as title_runtime, people.people as title_people,
            candidate.vote_count, candidate.source_count
        from best
        inner join match_record using (record_number)
        inner join spelled_record using (record_number)
        inner join candidate using (title_key)
        left join people using (title_key)
        order by best.record_number, best.title_key
        """
    ).df()
    scored = score_pairs(pairs)
    scored["confidence"] = posterior(scored["record_number"], scored["log_odds"])
    return scored


def _weight(column: str, piece: str) -> str:
    """SQL of the weight of a column's finding."""
    cases = " ".join(
        f"when '{finding}' then {weight.log_odds}" for finding, weight in EVIDENCE[piece].items()
    )
    return f"cast(case {column} {cases} end as double)"


def _write_matches(connection: DuckDBPyConnection, scored: pd.DataFrame, kept: int) -> None:
    scored = scored.sort_values(
        ["record_number", "confidence", "title_key"], ascending=[True, False, True]
    )
    scored["rank"] = scored.groupby("record_number").cumcount() + 1
    best = scored[scored["rank"] <= kept]
    pieces = "".join(f"cast({piece}_log_odds as double) as {piece}_log_odds, " for piece in PIECES)
    _with_frame(
        connection,
        best,
        f"""
        create or replace temp table title_match as
        select
            cast(record_number as bigint) as record_number, cast(title_key as bigint) as title_key,
            cast("rank" as integer) as "rank", cast(name_similarity as double) as name_similarity,
            cast(season_number as smallint) as season_number,
            cast(name_log_odds as double) as name_log_odds, {pieces}
            cast(log_odds as double) as log_odds, cast(confidence as double) as confidence
        from frame
        order by record_number, "rank"
        """,
    )


def _with_frame(connection: DuckDBPyConnection, frame: pd.DataFrame, statement: str) -> None:
    """Execute a statement that reads `frame`."""
    connection.register("frame", frame)
    try:
        connection.execute(statement)
    finally:
        connection.unregister("frame")

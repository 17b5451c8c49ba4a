"""Names find their titles: records that have no id are matched by name and what else is known."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from duckdb import DuckDBPyConnection

from reelhouse.spread import Spread, in_turn, on_rows
from reelhouse.titles.blocking import define_name_macros, pairs_by_key, pairs_by_likeness
from reelhouse.titles.evidence import EVIDENCE, PROMINENCE_PER_LOG_VOTE
from reelhouse.titles.likeness import compare_names
from reelhouse.titles.scoring import PIECES, posterior, score_pairs
from reelhouse.titles.work_tables import (
    drop_work_tables,
    load_records,
    load_titles,
    relation,
    write_rows,
)

_COMPARED_TITLES = 50
_YEARS_APART = 8
_PAIRS_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """What is accepted, and how widely is searched.

    Attributes:
        accept_confidence: from this confidence on a match stands, 0–1.
        review_confidence: from this on a person should look at it; below there is no match.
        kept_titles: best titles kept of each record.
        block_size: names at most that may share a word or half of a key in the search for names
            that are written otherwise; higher finds more and takes longer.
        spread: compares names and weighs evidence, in parts.
    """

    accept_confidence: float = 0.8
    review_confidence: float = 0.4
    kept_titles: int = 5
    block_size: int = 200
    spread: Spread = in_turn


def match_names(
    connection: DuckDBPyConnection,
    records: str,
    candidates: str,
    other_names: str | None,
    *,
    settings: MatchSettings,
) -> None:
    """Write `title_match`: the best titles of each record, with evidence and confidence.

    One row per record and title: `record_number`, `title_key`, `rank` from 1, `name_similarity`
    0–1, `season_number` (where the title was found without the season behind the record's name),
    the log odds of each piece of evidence as `name_log_odds`, `kind_log_odds`, `year_log_odds`,
    `known_by_log_odds`, `runtime_log_odds`, `people_log_odds` and `prominence_log_odds`, their sum
    `log_odds`, and `confidence`, the probability that the record is this title and not another
    one or none. A record that resembles no title has no row.

    Args:
        connection: to the relations. Temporary tables `match_*` are made and dropped in it;
            `title_match` and the macros of `define_name_macros` stay.
        records: a table or query of `record_number` bigint, `name`, `original_name`,
            `other_names` varchar[], `kind` ('film' or 'series'), `year` smallint, `year_is_exact`
            boolean (else the year is when it came to a platform), `known_by` date (it was out by
            then), `runtime_minutes` (of a film or an episode, never of a season), `people`
            varchar[]. All but the first two may be null.
        candidates: a table or query of `title_key`, `title_type`, `primary_title`,
            `original_title`, `start_year`, `end_year`, `runtime_minutes`, `vote_count`, `people`
            varchar[]; optional is `source_count`, how many other sources know the title by id,
            which tells titles of one name apart (null where no other source has arrived).
        other_names: a table or query of `title_key` and `name`: what else candidates are called.
        settings: of the search.
    """
    pairs = scored_pairs(connection, records, candidates, other_names, settings=settings)
    pairs = pairs.sort_values(
        ["record_number", "confidence", "title_key"], ascending=[True, False, True]
    )
    pairs["rank"] = pairs.groupby("record_number").cumcount() + 1
    write_rows(
        connection,
        "title_match",
        {
            "record_number": "bigint",
            "title_key": "bigint",
            "rank": "integer",
            "name_similarity": "double",
            "season_number": "smallint",
            "name_log_odds": "double",
            **{f"{piece}_log_odds": "double" for piece in PIECES},
            "log_odds": "double",
            "confidence": "double",
        },
        pairs[pairs["rank"] <= settings.kept_titles],
    )


def scored_pairs(
    connection: DuckDBPyConnection,
    records: str,
    candidates: str,
    other_names: str | None,
    *,
    settings: MatchSettings,
) -> pd.DataFrame:
    """All pairs of record and title that were looked at, with their evidence.

    Args:
        connection: as for `match_names`, as are all others.
        records: what to look for.
        candidates: where to look.
        other_names: of the candidates.
        settings: of the search.

    Returns:
        One row per record and title: the columns of both sides, `found`, `way` and `part` (how
        the names met), the log odds of each piece of evidence and `confidence`.
    """
    define_name_macros(connection)
    try:
        load_records(connection, records)
        load_titles(connection, candidates, other_names)
        pairs_by_key(connection, block_size=settings.block_size)
        scored = _scored(connection, candidates, settings.spread)
        decided = scored.loc[scored["confidence"] >= settings.accept_confidence, "record_number"]
        _add_like_pairs(connection, decided, settings)
        return _scored(connection, candidates, settings.spread)
    finally:
        drop_work_tables(connection)


def _add_like_pairs(
    connection: DuckDBPyConnection, decided: pd.Series[int], settings: MatchSettings
) -> None:
    """Add to `match_pair` what the records that are not decided resemble."""
    write_rows(connection, "match_decided", {"record_number": "bigint"}, decided.to_frame())
    pairs_by_likeness(connection, block_size=settings.block_size)
    pairs = connection.execute("select * from match_like_pair").df()
    pairs = on_rows(settings.spread, _with_likeness, pairs, _PAIRS_AT_ONCE)
    write_rows(
        connection,
        "match_like_found",
        {
            "record_number": "bigint",
            "title_key": "bigint",
            "way": "varchar",
            "part": "varchar",
            "found": "varchar",
            "name_similarity": "double",
        },
        pairs[pairs["found"] != "unlike"],
    )
    connection.execute("insert into match_pair by name select * from match_like_found")


def _with_likeness(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs of `match_like_pair` with how alike they are in the place of their names."""
    compared = pairs.drop(columns=["record_words", "title_words"])
    compared["found"], compared["name_similarity"] = compare_names(
        pairs["record_words"].tolist(), pairs["title_words"].tolist()
    )
    return compared


def _scored(connection: DuckDBPyConnection, candidates: str, spread: Spread) -> pd.DataFrame:
    """The pairs of `match_pair` with all evidence and confidence, one per record and title."""
    _keep_likely_pairs(connection)
    pairs = connection.execute(
        f"""
        with people as (
            select title_key, people
            from {relation(candidates)}
            where title_key in (
                select title_key from match_kept
                inner join match_record using (record_number)
                where people is not null
            )
        )
        select
            match_kept.*,
            case when way in ('without season', 'without part') then season_number end
                as season_number,
            match_record.kind, match_record.year, match_record.year_is_exact,
            match_record.known_by, match_record.runtime_minutes as record_runtime,
            match_record.people as record_people,
            match_title.title_type, match_title.start_year, match_title.end_year,
            match_title.runtime_minutes as title_runtime, people.people as title_people,
            match_title.vote_count, match_title.source_count
        from match_kept
        inner join match_record using (record_number)
        inner join match_title using (title_key)
        left join people using (title_key)
        order by record_number, title_key
        """
    ).df()
    return on_rows(spread, _weighed, pairs, _PAIRS_AT_ONCE, together="record_number")


def _weighed(pairs: pd.DataFrame) -> pd.DataFrame:
    """All pairs of some records with all evidence and confidence."""
    scored = score_pairs(pairs)
    scored["confidence"] = posterior(scored["record_number"], scored["log_odds"])
    return scored


def _keep_likely_pairs(connection: DuckDBPyConnection) -> None:
    """Write `match_kept` from `match_pair`: one row per record and title, the likeliest only."""
    name_log_odds = " + ".join(
        _weight(column, piece)
        for column, piece in (("found", "name"), ("way", "record"), ("part", "title"))
    )
    known = EVIDENCE["other_sources"]["known"]
    connection.execute(
        f"""
        create or replace temp table match_kept as
        with weighed as (
            select *, {name_log_odds} as name_log_odds from match_pair
        ),
        best as (
            select
                record_number, title_key, max(name_log_odds) as name_log_odds,
                arg_max(
                    struct_pack(found, way, part, name_similarity),
                    (name_log_odds, name_similarity, way)
                ) as met
            from weighed
            group by record_number, title_key
        )
        select record_number, title_key, name_log_odds, unnest(met)
        from best
        inner join match_record using (record_number)
        inner join match_title using (title_key)
        qualify row_number() over (
            partition by record_number
            order by
                name_log_odds
                    + {PROMINENCE_PER_LOG_VOTE} * ln(1 + coalesce(vote_count, 0))
                    + {known.log_odds} * coalesce(sign(source_count), 0)
                    - coalesce(least(abs(year - start_year), {_YEARS_APART}), 0) desc,
                title_key
        ) <= {_COMPARED_TITLES}
        """
    )


def _weight(column: str, piece: str) -> str:
    """SQL of the weight of a column's finding."""
    cases = " ".join(
        f"when '{finding}' then {weight.log_odds}" for finding, weight in EVIDENCE[piece].items()
    )
    return f"cast(case {column} {cases} end as double)"

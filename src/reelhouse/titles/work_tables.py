"""The temporary tables of a search: records with their spellings, and titles with their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from duckdb import DuckDBPyConnection

from reelhouse.sqltext import literal
from reelhouse.titles.blocking import NO_CANDIDATES
from reelhouse.titles.names import parse_name

_TABLES = (
    "match_record", "match_said", "match_spelling", "match_title", "match_called", "match_name",
    "match_title_name", "match_pair", "match_kept", "match_decided", "match_spelling_block",
    "match_name_block", "match_like_pair", "match_like_found",
)  # fmt: skip

# what a name is of its title, the weightiest last
_PARTS = ("aka", "before subtitle", "original", "primary")


def relation(text: str) -> str:
    """SQL after `from` of a table's name or of a query."""
    return f"({text})" if " " in text.strip() else text


def load_records(connection: DuckDBPyConnection, records: str) -> None:
    """Write `match_record` and `match_spelling`.

    `match_record` has the records, with the year and season_number that their names say;
    `match_spelling` has record_number, way, words and name_key.
    """
    names = connection.execute(
        f"select record_number, name, original_name, other_names, kind from {relation(records)}"
        " where name is not null order by record_number"
    ).fetchall()
    said: list[tuple[int, int | None, int | None]] = []
    spellings: list[tuple[int, str, str]] = []
    for number, name, original_name, other_names, kind in names:
        parsed = parse_name(
            name,
            original_name,
            other_names or (),
            is_film=None if kind is None else kind == "film",
        )
        said.append((number, parsed.year, parsed.season_number))
        spellings += [(number, spelling.text, spelling.way) for spelling in parsed.spellings]
    write_rows(
        connection,
        "match_said",
        {"record_number": "bigint", "said_year": "smallint", "season_number": "smallint"},
        said,
    )
    write_rows(
        connection,
        "match_spelling",
        {"record_number": "bigint", "text": "varchar", "way": "varchar"},
        spellings,
    )
    connection.execute(
        f"""
        create or replace temp table match_record as
        select
            record_number, kind, coalesce(year, said_year) as year,
            year is null or year_is_exact is distinct from false as year_is_exact,
            known_by, runtime_minutes, people, season_number
        from {relation(records)}
        inner join match_said using (record_number)
        """
    )
    connection.execute(
        """
        create or replace temp table match_spelling as
        select record_number, way, name_words(text) as words, name_key(text) as name_key
        from match_spelling
        """
    )


def load_titles(connection: DuckDBPyConnection, candidates: str, other_names: str | None) -> None:
    """Write `match_title`, `match_name` and `match_title_name`.

    `match_name` has every name once: name_id, words and name_key. Titles share names, and most
    titles have one name in many countries, so that levelling names is worth doing once for each.

    `match_title_name` has title_key, part and name_id: each key of a title once, as primary name
    if it is that, else as original name, else as the part of it before a subtitle, else as an aka.
    """
    columns = connection.execute(f"describe select * from {relation(candidates)}").fetchall()
    has_sources = any(column[0] == "source_count" for column in columns)
    connection.execute(
        f"""
        create or replace temp table match_title as
        select
            title_key, title_type, primary_title, original_title, start_year, end_year,
            runtime_minutes, vote_count,
            {"source_count" if has_sources else "cast(null as integer) as source_count"}
        from {relation(candidates)}
        where title_type is null
            or title_type not in ({", ".join(literal(word) for word in NO_CANDIDATES)})
        """
    )
    # an aka that is the own name already adds nothing, and half of them are
    akas = (
        f"""
            union all
            select title_key, other.name, 'aka'
            from {relation(other_names)} as other
            inner join match_title using (title_key)
            where other.name is distinct from primary_title
                and other.name is distinct from original_title
        """
        if other_names
        else ""
    )
    parts = ", ".join(literal(part) for part in _PARTS)
    connection.execute(
        f"""
        create or replace temp table match_called as
        with own as (
            select title_key, primary_title as name, 'primary' as part from match_title
            union all
            select title_key, original_title, 'original' from match_title
            where original_title <> primary_title
        ),
        names as (
            select * from own
            union all
            select title_key, name_before_subtitle(name), 'before subtitle' from own
            where has_subtitle(name)
            {akas}
        )
        select title_key, name, cast(part as enum ({parts})) as part
        from names
        where name is not null
        """
    )
    connection.execute(
        """
        create or replace temp table match_name as
        with names as (
            select distinct name from match_called
        ),
        worded as (
            select name, name_words(name) as words from names
        ),
        keyed as (
            select name, words, words_key(words, name) as name_key from worded
        )
        select row_number() over (order by words, name) as name_id, name, words, name_key from keyed
        """
    )
    connection.execute(
        """
        create or replace temp table match_title_name as
        with keys as (
            select name, name_id, min(name_id) over (partition by name_key) as first_of_key
            from match_name
        )
        select title_key, unnest(max(struct_pack(part, name_id)))
        from match_called
        inner join keys using (name)
        group by title_key, first_of_key
        """
    )
    connection.execute("drop table match_called")


def write_rows(
    connection: DuckDBPyConnection,
    table: str,
    columns: Mapping[str, str],
    rows: Sequence[tuple[object, ...]] | pd.DataFrame,
) -> None:
    """Write a temporary table of rows.

    Args:
        connection: to write to.
        table: its name.
        columns: its columns, in the order of the rows, and their SQL types.
        rows: of the table.
    """
    casts = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind in columns.items())
    frame = (
        rows
        if isinstance(rows, pd.DataFrame)
        else pd.DataFrame(rows, columns=[*columns], dtype=object)
    )
    connection.register("written_rows", frame)
    try:
        connection.execute(
            f"create or replace temp table {table} as select {casts} from written_rows"
        )
    finally:
        connection.unregister("written_rows")


def drop_work_tables(connection: DuckDBPyConnection) -> None:
    """Give the memory of a search back."""
    for table in _TABLES:
        connection.execute(f"drop table if exists {table}")

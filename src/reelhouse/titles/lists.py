"""Find the titles of any list of names, out of a file, in the published build."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import duckdb
import pandas as pd

from reelhouse.errors import UsageError
from reelhouse.gold import Build, open_gold
from reelhouse.settings import Settings
from reelhouse.storage import write_text
from reelhouse.titles.matching import MatchSettings, match_names

_TYPES = {
    "name": "varchar",
    "original_name": "varchar",
    "kind": "varchar",
    "year": "smallint",
    "known_by": "date",
    "runtime_minutes": "integer",
}
_FOUND = (
    "title_key",
    "title_id_imdb",
    "primary_title",
    "start_year",
    "title_type",
    "confidence",
    "verdict",
)


def match_list(build: Build, settings: Settings, source: Path, target: Path) -> dict[str, int]:
    """Match every row of a CSV file with a title, and write it with what was found.

    Args:
        build: the published build.
        settings: of the search, and how much memory it may take.
        source: a CSV file with a column `name`, and any of `original_name`, `kind` (film or
            series), `year`, `known_by` (a day by which it was out) and `runtime_minutes`; others
            are handed through.
        target: the file to write.

    Returns:
        Rows by verdict: `match`, `uncertain` or `none`.

    Raises:
        UsageError: the file cannot be read, has no column `name`, or a value is not what its
            column takes.
    """
    columns, rows = _read(source)
    chosen = settings.titles
    with open_gold(build, memory_limit=settings.engine.memory_limit) as connection:
        _load(connection, columns, rows, source)
        match_names(
            connection,
            "listed",
            """
            select
                title_key, title_type, primary_title, original_title, start_year, end_year,
                runtime_minutes, vote_count, cast(null as varchar[]) as people
            from dim_title
            left join (
                select title_key, vote_count from fact_rating_snapshot where is_latest
            ) using (title_key)
            where is_current
            """,
            "select title_key, title as name from dim_title_aka",
            settings=MatchSettings(chosen.accept_confidence, chosen.review_confidence),
        )
        found = connection.execute(
            f"""
            select
                record_number,
                {", ".join(_FOUND[:-1])},
                case
                    when confidence >= {chosen.accept_confidence} then 'match'
                    when confidence >= {chosen.review_confidence} then 'uncertain'
                end as verdict
            from title_match
            inner join (select * from dim_title where is_current) using (title_key)
            where rank = 1 and confidence >= {chosen.review_confidence}
            """
        ).fetchall()
    by_row = {number: values for number, *values in found}
    nothing = [""] * (len(_FOUND) - 1) + ["none"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*columns, *_FOUND])
    writer.writerows([*row, *by_row.get(number, nothing)] for number, row in enumerate(rows))
    write_text(target, text.getvalue())
    return dict(Counter(by_row.get(number, nothing)[-1] for number in range(len(rows))))


def _read(source: Path) -> tuple[list[str], list[list[str]]]:
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            columns = next(reader, [])
            rows = [(reader.line_num, row) for row in reader if any(row)]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the file cannot be read: {error}", where=str(source)) from error
    if "name" not in columns:
        raise UsageError(
            "there is no column 'name'",
            where=str(source),
            advice=f"The columns that are read are {', '.join(_TYPES)}.",
        )
    for line, row in rows:
        if len(row) != len(columns):
            raise UsageError(
                f"{len(row)} values, {len(columns)} expected", where=f"{source}:{line}"
            )
    return columns, [row for _, row in rows]


def _load(
    connection: duckdb.DuckDBPyConnection, columns: list[str], rows: list[list[str]], source: Path
) -> None:
    """Make `listed` of the rows, as `match_names` takes records."""
    texts = pd.DataFrame(
        {
            name: pd.Series(
                [row[columns.index(name)] or None if name in columns else None for row in rows],
                dtype="string",
            )
            for name in _TYPES
        }
    )
    connection.register("listed_text", texts.assign(record_number=range(len(rows))))
    typed = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in _TYPES.items())
    try:
        connection.execute(
            f"""
            create temp table listed as
                select
                    record_number, {typed},
                    cast(null as varchar[]) as other_names,
                    year is not null as year_is_exact,
                    cast(null as varchar[]) as people
                from listed_text
            """
        )
    except duckdb.ConversionException as error:
        raise UsageError(
            f"a value is not what its column takes: {error}", where=str(source)
        ) from error

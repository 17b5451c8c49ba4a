"""IMDb's titles of four recorded files, as one folder in IMDb's own layout."""

from __future__ import annotations

from pathlib import Path

import duckdb

_TSV = "delim='\t', quote='', escape='', nullstr='\\N', header=true, all_varchar=true"
_CSV = "header=true, all_varchar=true, parallel=false"
_BASICS = (
    "tconst",
    "titleType",
    "primaryTitle",
    "originalTitle",
    "isAdult",
    "startYear",
    "endYear",
    "runtimeMinutes",
    "genres",
)


def write_imdb_files(data: Path, folder: Path) -> None:
    """Write titles, ratings and other names that were recorded at different times.

    Titles are the films of 2010 to 2019, what began in 2022, and the first 50,000 of all; of a
    title in several files the newest row counts. Ratings are those recorded last of each title.

    Args:
        data: folder of the recorded data.
        folder: where the files go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        for name, rows in (
            ("title.basics", _basics(data)),
            ("title.ratings", _ratings(data)),
            ("title.akas", _akas(data)),
        ):
            connection.execute(
                f"copy ({rows}) to '{folder / name}.tsv.gz' "
                "(format csv, delimiter '\t', quote '', escape '', nullstr '\\N', header, "
                "compression gzip)"
            )


def _basics(data: Path) -> str:
    films = data / "movies_2019" / "imdb.title.basics.csv.gz"
    newer = (
        data / "imdb_2022" / "movies-2022.tsv",
        data / "imdb_head_2025" / "title.basics.tsv",
    )
    parts = [
        f"""
        select
            tconst, 'movie' as titleType, primary_title as primaryTitle,
            coalesce(original_title, primary_title) as originalTitle, '0' as isAdult,
            start_year as startYear, cast(null as varchar) as endYear,
            runtime_minutes as runtimeMinutes, genres, 0 as place
        from read_csv('{films}', {_CSV})
        """
    ]
    for place, path in enumerate(newer, 1):
        columns = ", ".join(_BASICS)
        parts.append(f"select {columns}, {place} as place from read_csv('{path}', {_TSV})")
    return _newest(parts, _BASICS, "tconst")


def _ratings(data: Path) -> str:
    parts = [
        f"""
        select tconst, averageRating, numVotes, 0 as place
        from read_csv('{data / "imdb_ratings" / "title.ratings_2017-10-29.tsv.gz"}', {_TSV})
        where tconst in (select tconst from ({_basics(data)}))
        """,
        f"""
        select
            tconst, cast(cast(averagerating as decimal(3, 1)) as varchar) as averageRating,
            numvotes as numVotes, 1 as place
        from read_csv('{data / "movies_2019" / "imdb.title.ratings.csv.gz"}', {_CSV})
        """,
        *(
            "select tconst, averageRating, numVotes, "
            f"{place} as place from read_csv('{path}', {_TSV})"
            for place, path in (
                (2, data / "imdb_2022" / "ratings-2022.tsv"),
                (3, data / "imdb_head_2025" / "title.ratings.tsv"),
            )
        ),
    ]
    return _newest(parts, ("tconst", "averageRating", "numVotes"), "tconst")


def _akas(data: Path) -> str:
    columns = (
        "titleId",
        "ordering",
        "title",
        "region",
        "language",
        "types",
        "attributes",
        "isOriginalTitle",
    )
    parts = [
        f"select {', '.join(columns)}, {place} as place from read_csv('{path}', {_TSV})"
        for place, path in (
            (0, data / "imdb_2022" / "title.akas-2022.tsv"),
            (1, data / "imdb_head_2025" / "title.akas.tsv"),
        )
    ]
    return _newest(parts, columns, "titleId, ordering")


def _newest(parts: list[str], columns: tuple[str, ...], key: str) -> str:
    """Of each key the row of the part that comes last."""
    return f"""
        select {", ".join(columns)}
        from ({" union all ".join(parts)})
        qualify row_number() over (partition by {key} order by place desc) = 1
        order by {key}
    """

"""Names whose titles are known: recorded data and the invented world, as `match_names` reads them.

Each function writes `record` (as `match_names` takes it, with `label`, what the names are of),
`candidate`, `other_name` and `answer` (record_number, title_key; null where the title is none of
the candidates). A record without a row in `answer` has no known title.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from duckdb import DuckDBPyConnection

from reelhouse.simulator.world.clock import date_of
from reelhouse.simulator.world.titles import Title
from reelhouse.simulator.world.world import World
from reelhouse.titles.matching import MatchSettings, match_names

_TSV = "delim='\t', quote='', escape='', nullstr='\\N', header=true, all_varchar=true"
_CSV = "header=true, all_varchar=true, parallel=false"
_BASICS = "tconst, titleType, primaryTitle, originalTitle, startYear, endYear, runtimeMinutes"
_RECORD = """record_number bigint, label varchar, name varchar, original_name varchar,
    other_names varchar[], kind varchar, year smallint, year_is_exact boolean, known_by date,
    runtime_minutes integer, people varchar[]"""
_COLUMNS = [column.split()[0] for column in _RECORD.split(",")]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How right accepted matches are.

    Attributes:
        label: which names.
        records: how many names.
        present: how many of them have a title among the candidates.
        accepted: how many were given a title.
        right: how many were given the right one.
        reviewed: how many wait for a person.
    """

    label: str
    records: int
    present: int
    accepted: int
    right: int
    reviewed: int

    @property
    def precision(self) -> float:
        """Share of the accepted that are right, 0–1."""
        return self.right / self.accepted if self.accepted else 1.0

    @property
    def recall(self) -> float:
        """Share of the present that were accepted with the right title, 0–1."""
        return self.right / self.present if self.present else 1.0


def measure_accuracy(connection: DuckDBPyConnection) -> list[Accuracy]:
    """Match the records and compare with the answers, by label."""
    settings = MatchSettings()
    match_names(connection, "record", "candidate", "other_name", settings=settings)
    rows = connection.execute(
        """
        select
            label, count(*), count(answer.title_key),
            count(*) filter (where confidence >= $accept),
            count(*) filter (where confidence >= $accept and answer.title_key = found.title_key),
            count(*) filter (where confidence >= $review and confidence < $accept)
        from record
        inner join answer using (record_number)
        left join title_match as found
            on record.record_number = found.record_number and found.rank = 1
        group by label
        order by label
        """,
        {"accept": settings.accept_confidence, "review": settings.review_confidence},
    ).fetchall()
    return [Accuracy(*row) for row in rows]


def load_movielens(connection: DuckDBPyConnection, data: Path) -> None:
    """MovieLens' names against all recorded titles of IMDb; their links are the answers.

    Args:
        connection: to write to.
        data: folder of the recorded data.
    """
    folder = data / "movielens" / "ml-latest-small"
    _load_recorded_titles(connection, data)
    connection.execute(
        f"""
        create or replace temp table movie as
        select
            row_number() over (order by cast(movieId as integer)) as number, title,
            cast(imdbId as bigint) as title_key
        from read_csv('{folder / "movies.csv"}', {_CSV}) as movies
        inner join read_csv('{folder / "links.csv"}', {_CSV}) as links using (movieId);
        create or replace temp table record ({_RECORD});
        insert into record by name
        select number as record_number, 'movielens' as label, title as name, 'film' as kind
        from movie;
        insert into record by name
        select
            100000 + number as record_number, 'movielens without year, title present' as label,
            regexp_replace(title, '\\s*\\(\\d{{4}}\\)\\s*$', '') as name, 'film' as kind
        from movie
        where title_key in (select title_key from candidate);
        create or replace temp table answer as
        select record_number, candidate.title_key
        from record
        inner join movie on record_number % 100000 = number
        left join candidate using (title_key)
        """
    )


def load_box_office(connection: DuckDBPyConnection, data: Path, labels: Path) -> None:
    """Names of The Numbers and Box Office Mojo against IMDb's titles from 2010 on.

    Args:
        connection: to write to.
        data: folder of the recorded data.
        labels: CSV of file, row (from 1) and title_id_imdb: an id, `none`, or `uncertain` for
            rows that nobody could tell.
    """
    folder = data / "movies_2019"
    _load_movies_2019(connection, folder)
    connection.execute(f"create or replace temp table record ({_RECORD})")
    for offset, file, name, year in (
        (0, "bom.movie_gross", "title", "year"),
        (100_000, "tn.movie_budgets", "movie", "right(release_date, 4)"),
    ):
        connection.execute(
            f"""
            insert into record by name
            select
                {offset} + row_number() over () as record_number, '{file}' as label,
                {name} as name, 'film' as kind, cast({year} as smallint) as year
            from read_csv('{folder / file}.csv.gz', {_CSV})
            """
        )
    with labels.open() as lines:
        rows = [
            (
                int(row["row"]) + (100_000 if row["file"].startswith("tn") else 0),
                None if row["title_id_imdb"] == "none" else int(row["title_id_imdb"][2:]),
            )
            for row in csv.DictReader(lines)
            if row["title_id_imdb"] != "uncertain"
        ]
    connection.execute(
        "create or replace temp table answer (record_number bigint, title_key bigint)"
    )
    connection.executemany("insert into answer values (?, ?)", rows)


def load_world(connection: DuckDBPyConnection, imdb: Path, world: World, *, alone: bool) -> None:
    """The names that Netflix, catalogues and a team give the titles of the invented world.

    Args:
        connection: to write to.
        imdb: folder of the IMDb files of the world's universe.
        world: whose titles they are.
        alone: whether no other source is there; else TMDB knows the world's titles by id.
    """
    load_imdb_files(connection, imdb)
    titles = [int(title.imdb_id[2:]) for title in world.titles]
    if not alone:
        connection.execute("alter table candidate add column source_count integer default 0")
        connection.executemany(
            "update candidate set source_count = 1 where title_key = ?", [(key,) for key in titles]
        )
        connection.executemany(
            "insert into other_name values (?, ?)",
            [(int(title.imdb_id[2:]), title.names.tmdb) for title in world.titles],
        )
    released = {run.title_index: run.release_day for run in reversed(world.netflix_runs)}
    rows: list[tuple[object, ...]] = []
    answers: list[tuple[int, int]] = []
    for title in world.titles:
        for row in _written_names(title, released.get(title.index)):
            answers.append((len(rows), int(title.imdb_id[2:])))
            rows.append((len(rows), *row))
    connection.execute(f"create or replace temp table record ({_RECORD})")
    _insert(connection, "record", rows, _COLUMNS)
    connection.execute(
        "create or replace temp table answer (record_number bigint, title_key bigint)"
    )
    _insert(connection, "answer", answers, ["record_number", "title_key"])


def _written_names(title: Title, netflix_day: int | None) -> list[tuple[object, ...]]:
    """Records of a title without their number: label, name and what the source knows beside."""
    kind = "film" if title.is_film else "series"
    minutes = title.runtime_minutes if title.is_film else None
    people = [credit.person.name for credit in title.credits[:4]]
    rows: list[tuple[object, ...]] = []
    if title.names.netflix and netflix_day is not None:
        day = date_of(netflix_day)
        name = title.names.netflix
        rows.append(("netflix", name, None, None, kind, None, None, day, minutes, None))
        name = name if title.is_film else f"{name}: Season 1"
        rows.append(("netflix report", name, None, None, kind, None, None, day, minutes, None))
    if title.release_day <= 0:
        known = (kind, title.year, True, None, minutes, people)
        rows.append(("catalogues", title.names.catalogue, None, None, *known))
        dated = (None, title.year, True, None, None, None)
        rows.append(("first party, dated", title.names.first_party, None, None, *dated))
        nothing = (None, None, None, None, None, None)
        rows.append(("first party, undated", title.names.first_party, None, None, *nothing))
    return rows


def _load_recorded_titles(connection: DuckDBPyConnection, data: Path) -> None:
    movies = data / "movies_2019"
    ratings = data / "imdb_ratings" / "title.ratings_2017-10-29.tsv.gz"
    akas = (data / "imdb_2022" / "title.akas-2022.tsv", data / "imdb_head_2025" / "title.akas.tsv")
    files = (
        data / "imdb_2022" / "movies-2022.tsv",
        data / "imdb_2022" / "title.full.tsv",
        data / "imdb_head_2025" / "title.basics.tsv",
    )
    parts = " union all ".join(
        f"select {_BASICS}, {place} as place from read_csv('{file}', {_TSV})"
        for place, file in enumerate(files, 1)
    )
    connection.execute(
        f"""
        create or replace temp table basics as
        with titles as (
            select
                tconst, 'movie' as titleType, primary_title as primaryTitle,
                original_title as originalTitle, start_year as startYear, null as endYear,
                runtime_minutes as runtimeMinutes, 0 as place
            from read_csv('{movies / "imdb.title.basics.csv.gz"}', {_CSV})
            union all {parts}
        )
        select * from titles
        qualify row_number() over (partition by tconst order by place desc) = 1;
        create or replace temp table votes as
        with counts as (
            select tconst, numVotes from read_csv('{ratings}', {_TSV})
            union all
            select tconst, numvotes
            from read_csv('{movies / "imdb.title.ratings.csv.gz"}', {_CSV})
        )
        select tconst, max(try_cast(numVotes as bigint)) as numVotes from counts group by tconst
        """
    )
    _write_candidates(connection, "basics", "votes")
    names = " union all ".join(f"select * from read_csv('{file}', {_TSV})" for file in akas)
    _write_other_names(connection, f"({names})")


def _load_movies_2019(connection: DuckDBPyConnection, folder: Path) -> None:
    connection.execute(
        f"""
        create or replace temp table basics as
        select
            tconst, 'movie' as titleType, primary_title as primaryTitle,
            original_title as originalTitle, start_year as startYear, null as endYear,
            runtime_minutes as runtimeMinutes
        from read_csv('{folder / "imdb.title.basics.csv.gz"}', {_CSV})
        """
    )
    _write_candidates(
        connection, "basics", f"read_csv('{folder / 'imdb.title.ratings.csv.gz'}', {_CSV})"
    )
    connection.execute("create or replace temp table other_name (title_key bigint, name varchar)")


def load_imdb_files(connection: DuckDBPyConnection, folder: Path) -> None:
    """Write `candidate` and `other_name` of a folder of IMDb's files."""

    def read(name: str) -> str:
        return f"read_csv('{folder / name}.tsv.gz', {_TSV})"

    _write_candidates(connection, read("title.basics"), read("title.ratings"))
    _write_other_names(connection, read("title.akas"))


def _write_candidates(connection: DuckDBPyConnection, basics: str, ratings: str) -> None:
    connection.execute(
        f"""
        create or replace temp table candidate as
        select
            cast(substr(basics.tconst, 3) as bigint) as title_key, titleType as title_type,
            primaryTitle as primary_title, originalTitle as original_title,
            try_cast(startYear as smallint) as start_year,
            try_cast(endYear as smallint) as end_year,
            try_cast(runtimeMinutes as integer) as runtime_minutes,
            try_cast(numVotes as bigint) as vote_count, cast(null as varchar[]) as people
        from {basics} as basics
        left join {ratings} as ratings using (tconst)
        where titleType <> 'tvEpisode'
        """
    )


def _write_other_names(connection: DuckDBPyConnection, akas: str) -> None:
    connection.execute(
        f"""
        create or replace temp table other_name as
        select cast(substr(titleId, 3) as bigint) as title_key, title as name
        from {akas} as akas
        where title_key in (select title_key from candidate)
        """
    )


def _insert(
    connection: DuckDBPyConnection,
    table: str,
    rows: list[tuple[object, ...]] | list[tuple[int, int]],
    columns: list[str],
) -> None:
    connection.register("rows", pd.DataFrame(rows, columns=columns, dtype=object))
    connection.execute(f"insert into {table} by name select * from rows")
    connection.unregister("rows")

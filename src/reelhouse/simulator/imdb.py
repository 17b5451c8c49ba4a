"""The universe as IMDb shows it: seven gzipped tab-separated files."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path

import duckdb
import numpy as np
from duckdb import DuckDBPyConnection

from reelhouse.simulator import imdb_names, imdb_titles
from reelhouse.simulator.careers import Careers
from reelhouse.simulator.census import Census
from reelhouse.simulator.chance import define_chance
from reelhouse.simulator.credits import career_rows, create_credits, define_credits
from reelhouse.simulator.ids import Integers
from reelhouse.simulator.naming import define_names
from reelhouse.simulator.order import check_order
from reelhouse.simulator.skeleton import Skeleton
from reelhouse.simulator.titles import create_titles, define_titles
from reelhouse.simulator.truth import Truth
from reelhouse.simulator.tsv import TsvWriter, quoted
from reelhouse.simulator.universe import Universe

HEADERS = {
    "name.basics.tsv.gz": (
        "nconst",
        "primaryName",
        "birthYear",
        "deathYear",
        "primaryProfession",
        "knownForTitles",
    ),
    "title.basics.tsv.gz": (
        "tconst",
        "titleType",
        "primaryTitle",
        "originalTitle",
        "isAdult",
        "startYear",
        "endYear",
        "runtimeMinutes",
        "genres",
    ),
    "title.akas.tsv.gz": (
        "titleId",
        "ordering",
        "title",
        "region",
        "language",
        "types",
        "attributes",
        "isOriginalTitle",
    ),
    "title.crew.tsv.gz": ("tconst", "directors", "writers"),
    "title.episode.tsv.gz": ("tconst", "parentTconst", "seasonNumber", "episodeNumber"),
    "title.principals.tsv.gz": (
        "tconst",
        "ordering",
        "nconst",
        "category",
        "job",
        "characters",
    ),
    "title.ratings.tsv.gz": ("tconst", "averageRating", "numVotes"),
}
"""IMDb's files and their columns, in IMDb's order."""

BLOCK = 245_760
"""Titles or people at a time: two of DuckDB's row groups, which bounds the memory."""

Progress = Callable[[str, int, int], None]


def write_files(
    universe: Universe,
    folder: Path,
    day: int = 0,
    progress: Progress | None = None,
    threads: int | None = None,
) -> Truth:
    """Write IMDb's seven files for one snapshot.

    Rows come in IMDb's order, sorted by the identifier as text. The same universe and day give the
    same bytes after decompression, on any number of threads. At scale 1.0 it takes about 10 GB of
    text, some minutes and below 4 GB of memory.

    Args:
        universe: what is true.
        folder: an existing folder; files of the same names are replaced.
        day: 0 for the first snapshot, later days for later ones of the same universe.
        progress: called with "titles" or "people", how many are done, and of how many.
        threads: for the SQL engine; None for one per core.

    Returns:
        The truth behind the files.

    Raises:
        ValueError: day is negative.
    """
    if day < 0:
        raise ValueError(f"day must not be negative, not {day}")
    truth = Truth.start(universe, day)
    census = Census(day)
    report = progress or (lambda stage, done, total: None)
    with duckdb.connect() as connection, TsvWriter(connection, folder, HEADERS) as writer:
        connection.execute("set memory_limit = '1500MB'")
        connection.execute(f"set temp_directory = '{quoted(folder / '.spill')}'")
        connection.execute("set enable_progress_bar = false")
        if threads:
            connection.execute(f"set threads = {threads}")
        define_chance(connection, universe)
        define_names(connection)
        define_titles(connection)
        define_credits(connection, universe, day)
        careers = Careers.empty(universe, day)
        vanished = _write_titles(connection, universe, day, writer, census, careers, report)
        imdb_names.append_people(
            connection, universe, day, writer, census, careers, vanished, BLOCK, report
        )
    truth.rows = dict(writer.rows)
    truth.crowd = {
        "tconst": universe.title_ids().texts(np.array([universe.crowded_title]))[0],
        "writers": universe.crowd,
    }
    census.tell(truth)
    _date_files(universe, folder, day)
    return truth


def _write_titles(
    connection: DuckDBPyConnection,
    universe: Universe,
    day: int,
    writer: TsvWriter,
    census: Census,
    careers: Careers,
    report: Progress,
) -> Integers:
    """Write the six files about titles; returns the indices of the vanished ones."""
    skeleton = Skeleton.build(connection, universe, day)
    vanished = [np.empty(0, dtype=np.int64)]
    total = universe.title_ids(day).count
    done = 0
    for block in skeleton.blocks(BLOCK):
        create_titles(connection, universe, day, block)
        create_credits(connection, universe)
        for table in ("title", "credit"):
            check_order(connection, table, "i", block["i"])
        for name, query in imdb_titles.queries(universe, day).items():
            writer.append(name, query)
        for file, column, query in imdb_titles.orphan_queries(universe):
            found = connection.execute(query).fetchone()
            census.add_orphans(file, column, int(found[0]) if found else 0)
        census.count_titles(connection)
        gone = connection.execute("select i from title where event = 'vanished'").fetchnumpy()
        vanished.append(np.asarray(gone["i"], dtype=np.int64))
        credit_rows = connection.execute(career_rows(universe)).fetchnumpy()
        careers.add(*(np.asarray(credit_rows[name]) for name in ("m", "i", "fame", "category")))
        done += len(block["i"])
        report("titles", done, total)
    return np.concatenate(vanished)


def _date_files(universe: Universe, folder: Path, day: int) -> None:
    """Set the files' time to three in the morning of the snapshot's day, as the server tells it."""
    at = datetime.combine(universe.date(day), time(3), tzinfo=UTC).timestamp()
    for name in HEADERS:
        os.utime(folder / name, (at, at))

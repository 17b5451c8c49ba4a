"""How right and how fast names find their titles.

python -m benchmarks.matching accuracy DATA      on the recorded data
python -m benchmarks.matching world FOLDER       on an invented world; its files are made there
python -m benchmarks.matching speed IMDB_FOLDER  20,000 names against a folder of IMDb's files
"""

from __future__ import annotations

import resource
import time
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.matching_data import (
    Accuracy,
    load_box_office,
    load_imdb_files,
    load_movielens,
    load_world,
    measure_accuracy,
)
from reelhouse.simulator.store import write_universe
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.names import alter
from reelhouse.simulator.world.world import World
from reelhouse.titles.matching import MatchSettings, match_names

LABELS = Path(__file__).parents[1] / "tests" / "titles" / "labels_box_office.csv"

app = typer.Typer(add_completion=False, help=__doc__)
console = Console()


@app.command()
def accuracy(data: Path) -> None:
    """Precision and recall on MovieLens' links and on the labelled box-office rows."""
    with duckdb.connect() as connection:
        load_movielens(connection, data)
        measured = measure_accuracy(connection)
        load_box_office(connection, data, LABELS)
        _show([*measured, *measure_accuracy(connection)])


@app.command()
def world(
    folder: Path,
    seed: Annotated[int, typer.Option(help="Another seed is another world.")] = 7,
    scale: Annotated[float, typer.Option(help="1.0 is IMDb's real size.")] = 0.01,
) -> None:
    """Precision and recall on the names of an invented world, with TMDB beside and alone."""
    write_universe(folder, seed, scale, 0)
    made = World(seed=seed, scale=scale)
    for alone in (False, True):
        console.print("IMDb alone" if alone else "IMDb and TMDB")
        with duckdb.connect() as connection:
            load_world(connection, folder / "imdb", made, alone=alone)
            _show(measure_accuracy(connection))


@app.command()
def speed(
    imdb: Path, names: Annotated[int, typer.Option(help="How many to look for.")] = 20_000
) -> None:
    """Seconds for names of IMDb's own titles, a third of them altered; beside an exact join."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 2; set memory_limit = '1500MB'")
        load_imdb_files(connection, imdb)
        _alter_names(connection, names)
        titles = connection.execute(
            "select count(*) from candidate where title_type <> 'videoGame'"
        ).fetchone()
        began, used = time.perf_counter(), time.process_time()
        connection.execute(
            """
            create or replace temp table floor as
            select record_number, title_key
            from record
            inner join candidate on lower(name) = lower(primary_title)
            """
        )
        floor, floor_cpu = time.perf_counter() - began, time.process_time() - used
        began, used = time.perf_counter(), time.process_time()
        match_names(connection, "record", "candidate", "other_name", settings=MatchSettings())
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"{names} names against {titles[0] if titles else 0} titles")
    console.print(f"exact join on lower(name): {floor:.1f} s, {floor_cpu:.1f} s of processor")
    console.print(f"match_names: {seconds:.1f} s, {cpu:.1f} s of processor, peak {peak:.0f} MB")


def _alter_names(connection: duckdb.DuckDBPyConnection, names: int) -> None:
    ways = [
        *["same"] * 14,
        *("case", "year", "and", "accents", "punctuation", "subtitle", "article"),
    ]
    rows = connection.execute(
        """
        select primary_title, title_type = 'movie', start_year
        from candidate
        where title_type in ('movie', 'tvSeries', 'tvMiniSeries') and start_year is not null
        order by hash(title_key)
        limit ?
        """,
        [names],
    ).fetchall()
    altered = [
        (number, alter(name, dice.one(ways), dice, year), "film" if is_film else "series", year)
        for number, (name, is_film, year) in enumerate(rows)
        for dice in [Dice(7, "matching", number)]
    ]
    connection.execute(
        """
        create or replace temp table record (
            record_number bigint, name varchar, kind varchar, year smallint,
            original_name varchar, other_names varchar[], year_is_exact boolean, known_by date,
            runtime_minutes integer, people varchar[]
        )
        """
    )
    connection.executemany(
        "insert into record (record_number, name, kind, year) values (?, ?, ?, ?)", altered
    )


def _show(measured: list[Accuracy]) -> None:
    table = Table("names", "records", "title present", "accepted", "precision", "recall", "review")
    for row in measured:
        counts = (row.records, row.present, row.accepted)
        rates = (f"{row.precision:.3f}", f"{row.recall:.3f}")
        table.add_row(row.label, *map(str, counts), *rates, str(row.reviewed))
    console.print(table)


if __name__ == "__main__":
    app()

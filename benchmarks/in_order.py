"""What it costs to write the credits sorted, by two readers of text, and in order instead.

python -m benchmarks.in_order FOLDER [--memory-limit 800MB]
"""

from __future__ import annotations

import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.settings.engine import EngineSettings
from reelhouse.sources.ingest import ingest_imdb
from reelhouse.transform.engine import open_engine, register_bronze
from reelhouse.transform.inputs import BronzeTable, find_snapshots, plan_build

TABLE = "imdb__title_principals"
NUMBERS = (
    "cast(substr(tconst, 3) as bigint) as title_key, cast(ordering as integer) as credit_ordering, "
    "cast(substr(nconst, 3) as bigint) as person_key, category, job, characters"
)
WRITTEN = "format parquet, compression zstd, compression_level 1, dictionary_size_limit 4096"
SORTED = "order by title_key, credit_ordering"
WAYS = {
    "DuckDB, sorted": ("duckdb", SORTED, ""),
    "Arrow, sorted": ("arrow", SORTED, ""),
    "Arrow, in order": ("arrow", "", ", preserve_order true"),
}
RUNS = 2


def main(
    folder: Path,
    memory_limits: Annotated[
        list[str] | None, typer.Option("--memory-limit", help="Of the engine; repeatable.")
    ] = None,
) -> None:
    """Write the credits of IMDb's files in FOLDER each way in turn."""
    with tempfile.TemporaryDirectory() as name:
        lake = Lake(Path(name))
        credits_file = folder.absolute() / "title.principals.tsv.gz"
        ingest_imdb(
            lake, load_settings(lake=lake.root), [str(credits_file)], as_of=date(2026, 2, 28)
        )
        table = plan_build(find_snapshots(lake), None).tables[TABLE]
        print(f"{'memory':>8} {'way':16} {'wall s':>8} {'CPU s':>8}")
        for limit in memory_limits or ["800MB", "4GB"]:
            for _ in range(RUNS):
                for way, (reader, order, options) in WAYS.items():
                    seconds = _write(lake, table, limit, reader, order, options)
                    print(f"{limit:>8} {way:16} {seconds[0]:8.1f} {seconds[1]:8.1f}", flush=True)


def _write(
    lake: Lake, table: BronzeTable, limit: str, reader: str, order: str, options: str
) -> tuple[float, float]:
    """Wall and processor seconds."""
    target = lake.root / "credits.parquet"
    with open_engine(EngineSettings(memory_limit=limit), lake.cache / "spill") as connection:
        register_bronze(connection, {TABLE: table})
        source = _as_it_lies(connection, table) if reader == "duckdb" else f"bronze.{TABLE}"
        wall, cpu = time.perf_counter(), time.process_time()
        connection.execute(
            f"copy (select {NUMBERS} from {source} {order}) to '{target}' ({WRITTEN}{options})"
        )
        return time.perf_counter() - wall, time.process_time() - cpu


def _as_it_lies(connection: duckdb.DuckDBPyConnection, table: BronzeTable) -> str:
    """A view of the file as DuckDB unpacks it itself."""
    columns = ", ".join(f"'{column}': 'varchar'" for column in table.resource.columns)
    [path] = table.deliveries[0].paths
    connection.execute(
        "create or replace view bronze.as_it_lies as select * from read_csv("
        f"'{path}', delim='\\t', quote='', escape='', header=true, new_line='\\n', "
        f"nullstr=['\\N', ''], auto_detect=false, columns={{{columns}}})"
    )
    return "bronze.as_it_lies"


if __name__ == "__main__":
    typer.run(main)

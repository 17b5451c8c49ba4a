"""Resolve records written by hand, build after build, as the computation does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from reelhouse.settings import Settings, load_settings
from reelhouse.sqltext import literal, table_scan
from reelhouse.titles.keys import imdb_number
from reelhouse.titles.overrides import Decision, write_overrides
from reelhouse.transform.computed import title_resolution
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench

IMDB_TITLE = {
    "title_key": "bigint",
    "title_id_imdb": "varchar",
    "title_type": "varchar",
    "primary_title": "varchar",
    "original_title": "varchar",
    "start_year": "smallint",
    "end_year": "smallint",
    "runtime_minutes": "integer",
}
RATING = {"title_key": "bigint", "vote_count": "integer"}
AKA = {"title_key": "bigint", "title": "varchar"}


def record(
    source: str, record_kind: str, record_id: str, name: str | None = None, /, **more: Any
) -> dict[str, Any]:
    """A row of `title_record`; what is not given is null."""
    given = {"source": source, "record_kind": record_kind, "record_id": record_id, "name": name}
    return {"first_seen_date": "2026-01-01", "year_is_exact": "year" in more} | given | more


def imdb(number: int, name: str, votes: int = 1000, **more: Any) -> dict[str, Any]:
    """A title of IMDb; a movie of 2020 where nothing else is given."""
    return {
        "title_id_imdb": f"tt{number:07}",
        "title_type": "movie",
        "primary_title": name,
        "start_year": 2020,
        "vote_count": votes,
    } | more


@dataclass
class Desk:
    """A place to resolve titles at; it remembers what it published last.

    Attributes:
        folder: where it writes.
        decisions: taken by hand.
        published: tables of the last run that was published, by name.
    """

    folder: Path
    decisions: Sequence[Decision] = ()
    published: dict[str, Path] = field(default_factory=dict)
    _runs: int = 0

    @property
    def settings(self) -> Settings:
        """Settings of a lake in the folder."""
        return load_settings(lake=self.folder)

    def run(
        self, records: Iterable[Mapping[str, Any]], titles: Iterable[Mapping[str, Any]] = ()
    ) -> dict[str, int]:
        """Resolve, and publish what comes out.

        Returns:
            Key by record, as `source/kind/id`.
        """
        write_overrides(self.folder / "title_overrides.csv", self.decisions)
        self._runs += 1
        folder = self.folder / f"run{self._runs}"
        with duckdb.connect() as connection:
            self._register(connection, list(records), list(titles))
            bench = Workbench(
                connection, self.settings, self.folder, folder, frozenset(self.published)
            )
            title_resolution.compute(bench)
            self._known_ids(connection, folder)
        self.published = {path.name: path for path in folder.iterdir()}
        return {
            f"{source}/{kind}/{record_id}": key
            for source, kind, record_id, key in self.rows(
                "bridge_title_source", "source, record_kind, record_id, title_key"
            )
        }

    def rows(self, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        """Rows of a table as it was published last."""
        scan = table_scan(sorted(self.published[table].glob("*.parquet")))
        with duckdb.connect() as connection:
            return connection.execute(f"select {columns} from {scan}").fetchall()

    def _register(
        self,
        connection: duckdb.DuckDBPyConnection,
        records: list[Mapping[str, Any]],
        titles: list[Mapping[str, Any]],
    ) -> None:
        adopted = (
            {
                record_id: key
                for source, record_id, key in self.rows(
                    "bridge_title_source", "source, record_id, title_key"
                )
                if source == "imdb"
            }
            if self.published
            else {}
        )
        keyed = [
            {"title_key": adopted.get(t["title_id_imdb"], imdb_number(t["title_id_imdb"]))}
            | dict(t)
            for t in titles
        ]
        akas = [
            {"title_key": t["title_key"], "title": name}
            for t in keyed
            for name in t.get("akas", ())
        ]
        for name, columns, rows in (
            ("title_record", declaration("title_record").columns, records),
            ("silver_imdb__title", IMDB_TITLE, keyed),
            ("silver_imdb__rating", RATING, keyed),
            ("dim_title_aka", AKA, akas),
        ):
            _table(connection, name, columns, rows)
        connection.execute("create schema previous")
        for name, folder in self.published.items():
            scan = table_scan(sorted(folder.glob("*.parquet")))
            connection.execute(f"create view previous.{name} as select * from {scan}")

    def _known_ids(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        """Publish the ids of titles, which is what is read of `dim_title`."""
        target = folder / "dim_title" / "data.parquet"
        target.parent.mkdir()
        connection.execute(
            f"""
            copy (
                select title_id_imdb from silver_imdb__title
                union
                select record_id from bridge_title_source where source = 'imdb'
            ) to {literal(str(target))}
            """
        )


def _table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Mapping[str, str],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    """Make a table of rows; what a row does not say is null."""
    texts = pd.DataFrame(
        [[None if row.get(c) is None else str(row[c]) for c in columns] for row in rows],
        columns=list(columns),
        dtype="string",
    )
    connection.register("given_rows", texts)
    typed = ", ".join(f"cast({c} as {kind}) as {c}" for c, kind in columns.items())
    connection.execute(f"create table {name} as select {typed} from given_rows")
    connection.unregister("given_rows")

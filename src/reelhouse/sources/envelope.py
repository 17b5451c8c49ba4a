"""What an API gave, as rows of bronze: one per entity and fetch, kept beside all earlier ones."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import IO, Any

import duckdb
import orjson

from reelhouse.evidence import Input, Run
from reelhouse.lake import Delivery, Lake, Sidecar
from reelhouse.sources.api import ENVELOPE, Resource
from reelhouse.sources.drift import Shape
from reelhouse.sqltext import identifier, literal, table_scan
from reelhouse.storage import explain_full_disk, sha256_of

FILE = "rows.parquet"
_LARGEST_ROW_BYTES = 64 << 20
_LARGEST_GROUP_BYTES = 64 << 20
_SPOOLED = ("number", *ENVELOPE)
_TYPES = {"number": "BIGINT", "status": "INTEGER"}


@dataclass(frozen=True, slots=True)
class Fetch:
    """Where a row comes from.

    Attributes:
        request: method, path and query, without secrets.
        status: HTTP status.
        fetched_at: when the answer came, ISO 8601 in UTC.
    """

    request: str
    status: int
    fetched_at: str


@dataclass(slots=True)
class Spool:
    """Rows of one resource that wait to go into bronze; safe to use from several threads.

    Attributes:
        source: the provider.
        resource: what the rows are.
        load_id: the run.
        path: file of lines of JSON, on the lake's disk.
    """

    source: str
    resource: Resource
    load_id: str
    path: Path
    rows: int = 0
    shape: Shape = field(init=False)
    _file: IO[bytes] | None = None
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.shape = Shape(self.resource.fields)

    def add(self, fetch: Fetch, entities: Iterable[tuple[str, Any]]) -> int:
        """Take in entities of one answer; gives their number.

        Args:
            fetch: the answer.
            entities: id and payload of each.

        Raises:
            DiskFull: there is no room for them.
        """
        bodies = []
        payloads = []
        for entity_id, payload in entities:
            canonical = orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)
            bodies.append(
                orjson.dumps(
                    {
                        "source": self.source,
                        "resource": self.resource.name,
                        "entity_id": entity_id,
                        "fetched_at": fetch.fetched_at,
                        "request": fetch.request,
                        "status": fetch.status,
                        "payload": orjson.dumps(payload).decode(),
                        "payload_sha256": hashlib.sha256(canonical).hexdigest(),
                        "load_id": self.load_id,
                    },
                    option=orjson.OPT_APPEND_NEWLINE,
                )
            )
            payloads.append(payload)
        with self._lock, explain_full_disk(self.path.parent):
            for payload in payloads:
                self.shape.see(payload)
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open("wb")
            numbered = enumerate(bodies, self.rows)
            self._file.writelines(b'{"number":%d,%b' % (n, body[1:]) for n, body in numbered)
            self.rows += len(bodies)
        return len(bodies)

    def close(self) -> None:
        """Finish writing."""
        with self._lock, explain_full_disk(self.path.parent):
            if self._file is not None:
                self._file.close()
                self._file = None


def deliver(
    lake: Lake, run: Run, spool: Spool, *, origin: str, terms: str, day: date
) -> Delivery | None:
    """Bring a spool's rows into bronze, unless they say nothing that bronze does not know.

    Rows of an earlier part of the same pull are not stored again. What is left says something new
    if an entity's newest payload in bronze differs, or, of a resource that is always fetched
    whole, if an entity has gone.

    Returns:
        The delivery; None if there was nothing new.

    Raises:
        DiskFull: there is no room for it.
    """
    spool.close()
    if not spool.rows:
        return None
    known = [path for d in lake.deliveries(spool.source, spool.resource.name) for path in d.paths]
    folder = spool.path.with_suffix(".delivery")
    shutil.rmtree(folder, ignore_errors=True)
    with explain_full_disk(lake.root):
        folder.mkdir(parents=True)
        rows = _write(spool, known, folder / FILE)
    if not rows:
        shutil.rmtree(folder)
        return None
    checksum, size = sha256_of(folder / FILE), (folder / FILE).stat().st_size
    name = f"{day.isoformat()}_{run.run_id}"
    final = lake.bronze / spool.source / spool.resource.name / name / FILE
    path = str(final.relative_to(lake.root))
    run.announce([Input(f"{spool.source}/{spool.resource.name}", path, checksum, size, rows)])
    sidecar = Sidecar(
        source=spool.source,
        resource=spool.resource.name,
        file=FILE,
        origin=origin,
        fetched_at=run.started_at,
        snapshot_date=day.isoformat(),
        sha256=checksum,
        bytes=size,
        rows=rows,
        rejected_rows=0,
        accepted_file=FILE,
        accepted_sha256=checksum,
        etag="",
        last_modified="",
        limit=None,
        terms=terms,
        run_id=run.run_id,
    )
    return lake.deliver(folder, [sidecar])


def _write(spool: Spool, known: list[Path], target: Path) -> int:
    """Write what is new; gives the number of rows, 0 if there is nothing."""
    columns = ", ".join(f"{name}: '{_TYPES.get(name, 'VARCHAR')}'" for name in _SPOOLED)
    read = (
        f"read_json({literal(str(spool.path))}, format='newline_delimited', "
        f"columns={{{columns}}}, maximum_object_size={_LARGEST_ROW_BYTES})"
    )
    with small_engine(spool.path.parent) as connection:
        # without the payloads, which may be far larger than the memory
        connection.execute(
            "create table spooled as select number, entity_id, fetched_at, payload_sha256 "
            f"from {read} "
            # a list that moves while it is read shows an entity on two pages
            "qualify row_number() over (partition by entity_id, payload_sha256 "
            "order by fetched_at, number) = 1"
        )
        if known:
            connection.execute(
                "create view stored as select entity_id, fetched_at, payload_sha256, load_id "
                f"from {table_scan(known)}"
            )
            connection.execute(
                "delete from spooled using stored where stored.entity_id = spooled.entity_id "
                "and stored.fetched_at = spooled.fetched_at "
                "and stored.payload_sha256 = spooled.payload_sha256"
            )
            if not _says_something_new(connection, is_complete=spool.resource.is_complete):
                return 0
        [(rows,)] = connection.execute("select count(*) from spooled").fetchall()
        if rows:
            wanted = f"{read} where number in (select number from spooled)"
            write_rows(connection, wanted, target, spool.path.stat().st_size // spool.rows)
    return int(rows)


def small_engine(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database that takes little memory, and a folder for what has no room there."""
    return duckdb.connect(
        config={
            # each thread holds room for the largest row there may be
            "threads": 1,
            "memory_limit": "1GB",
            # else batches of rows wait in memory for each other
            "preserve_insertion_order": False,
            # else a join may hold the large side, of which nobody knows how large it is
            "disabled_optimizers": "build_side_probe_side,join_order",
            "temp_directory": str(folder / "spill"),
        }
    )


def write_rows(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    target: Path,
    bytes_each: int,
    columns: Iterable[str] = ENVELOPE,
) -> None:
    """Write rows of bronze as Parquet, in their order: to sort them takes all memory.

    Args:
        connection: what reads them.
        rows: SQL of where they are.
        target: the file.
        bytes_each: size of a row, so that few large ones are held at once.
        columns: what is written of them.
    """
    at_once = max(2048, min(122_880, _LARGEST_GROUP_BYTES // max(bytes_each, 1)))
    connection.execute(
        f"copy (select {', '.join(map(identifier, columns))} from {rows}) to "
        f"{literal(str(target))} (format parquet, compression zstd, row_group_size {at_once})"
    )


def _says_something_new(connection: duckdb.DuckDBPyConnection, *, is_complete: bool) -> bool:
    """Whether an entity is not as bronze has it from the last load that had it.

    A pull may show an entity in several ways, such as briefly in a list and whole by itself.
    """
    connection.execute(
        "create table known as select entity_id, payload_sha256, "
        "row_number() over (partition by entity_id order by fetched_at desc, payload_sha256) = 1 "
        "as is_newest from stored "
        "qualify load_id = max(load_id) over (partition by entity_id)"
    )
    [(changed,)] = connection.execute(
        "select count(*) from spooled left join known using (entity_id, payload_sha256) "
        "where known.entity_id is null"
    ).fetchall()
    [(other,)] = connection.execute(
        "select count(*) from (select entity_id, payload_sha256 from spooled qualify row_number() "
        "over (partition by entity_id order by fetched_at desc, payload_sha256) = 1) as newest "
        "join known using (entity_id) "
        "where known.is_newest and known.payload_sha256 <> newest.payload_sha256"
    ).fetchall()
    if changed or other or not is_complete:
        return bool(changed or other)
    [(gone,)] = connection.execute(
        "select count(*) from stored where load_id = (select max(load_id) from stored) "
        "and entity_id not in (select entity_id from spooled)"
    ).fetchall()
    return bool(gone)

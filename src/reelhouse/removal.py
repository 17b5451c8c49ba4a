"""Take rows out of bronze: whole deliveries go, and what may stay of them comes back beside."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import duckdb

from reelhouse.evidence import Input, Run, Step
from reelhouse.lake import Delivery, Lake
from reelhouse.sources.envelope import FILE, small_engine, write_rows
from reelhouse.sources.registry import source as declared_source
from reelhouse.sources.tabular import TableSource
from reelhouse.sqltext import identifier, literal, table_scan
from reelhouse.storage import sha256_of

KEPT = "kept.parquet"
"""What stays of a table; what an API gave keeps the name of its file."""


@dataclass(frozen=True, slots=True)
class Doomed:
    """Which rows are to go.

    Attributes:
        condition: SQL over the columns of a row.
        in_tables: whether it is about the columns of a table; else about those that all rows of
            an API have, and deliveries of files go whole or not at all, by when they came.
        is_state: whether a later delivery of a day takes the place of an earlier one; else what
            stays of several is put together.
    """

    condition: str
    in_tables: bool = False
    is_state: bool = False


def fetched_before(cutoff: str) -> Doomed:
    """Rows that came before a time, ISO 8601 in UTC."""
    return Doomed(f"fetched_at < {literal(cutoff)}")


def doomed_entities(source: str, resource: str, entities: Collection[str]) -> Doomed:
    """Rows of single entities: of an API by id, of a table by its key or what it refers to."""
    wanted = ", ".join(literal(entity) for entity in sorted(entities))
    declared = declared_source(source)
    if isinstance(declared, TableSource) and resource in declared.by_name:
        table = declared.by_name[resource]
        keys = [column.name for column in table.columns if column.key]
        refers = [r.column for r in declared.references if r.table == resource]
        found = [f"{identifier(name)} in ({wanted})" for name in (*keys, *refers)]
        return Doomed(
            " or ".join(found) or "false", in_tables=True, is_state=table.reads == "newest"
        )
    return Doomed(f"entity_id in ({wanted}) or split_part(entity_id, '/', 1) in ({wanted})")


def forget_rejects(lake: Lake, source: str, entities: Collection[str]) -> None:
    """Drop rejected rows of a source's tables that name one of these entities anywhere."""
    declared = declared_source(source)
    tables = declared.by_name if isinstance(declared, TableSource) else ()
    for path in lake.rejects.glob("*/*.jsonl") if lake.rejects.is_dir() else ():
        if path.name.startswith(tuple(tables)):
            # a row may hold other ends of a line, such as U+2028
            with path.open(encoding="utf-8", newline="\n") as file:
                lines = list(file)
            kept = [line for line in lines if not any(entity in line for entity in entities)]
            if len(kept) < len(lines):
                path.write_text("".join(kept), encoding="utf-8", newline="\n")


@dataclass(slots=True)
class Removal:
    """Takes rows out of deliveries, on record before they are gone.

    Attributes:
        lake: where they are.
        run: the record.
        folders: deliveries that are gone.
    """

    lake: Lake
    run: Run
    folders: list[str] = field(default_factory=list)

    def of(self, source: str, resource: str, doomed: Doomed) -> None:
        """Remove rows of a resource."""
        with self.run.step(f"prune:{source}/{resource}") as step:
            found = rows_where(self.lake.deliveries(source, resource), doomed)
            # what stays of several deliveries of one day becomes one
            of_a_day = groupby(found, key=lambda pair: pair[0].snapshot_date)
            for _, pairs in of_a_day:
                self._remove(list(pairs), doomed, step)

    def _remove(self, pairs: list[tuple[Delivery, int]], doomed: Doomed, step: Step) -> None:
        """Remove rows, and their number is given, from deliveries of one resource and day."""
        for delivery, rows in pairs:
            step.rows_in += delivery.rows
            step.rows_rejected += rows
            step.rows_out += delivery.rows - rows
            self.folders.append(str(delivery.folder.relative_to(self.lake.root)))
        self.run.outcome["removed"] = self.folders
        self.run.save()
        kept = [delivery for delivery, rows in pairs if rows < delivery.rows]
        if kept:
            _rewrite(self.lake, self.run, kept[-1:] if doomed.is_state else kept, doomed)
        for delivery, _ in pairs:
            shutil.rmtree(delivery.folder)


def rows_where(deliveries: list[Delivery], doomed: Doomed) -> list[tuple[Delivery, int]]:
    """Deliveries with rows that are to go, and how many these are."""
    rows: dict[Path, int] = {}
    by_row = [d for d in deliveries if doomed.in_tables or _is_envelope(d)]
    with duckdb.connect() as connection:
        if paths := [path for d in by_row for path in d.paths]:
            files = ", ".join(literal(str(path)) for path in paths)
            counted = connection.execute(
                f"select filename, count(*) from read_parquet([{files}], filename = true, "
                f"union_by_name = true) where {doomed.condition} group by filename"
            ).fetchall()
            for name, count in counted:
                rows[Path(name).parent] = rows.get(Path(name).parent, 0) + count
        for delivery in deliveries:
            if delivery not in by_row:
                [(all_of_them,)] = connection.execute(
                    f"select {doomed.condition} from (select $1 as fetched_at, '' as entity_id)",
                    [delivery.fetched_at],
                ).fetchall()
                rows[delivery.folder] = delivery.rows if all_of_them else 0
    return [(d, rows[d.folder]) for d in deliveries if rows.get(d.folder)]


def _is_envelope(delivery: Delivery) -> bool:
    return len(delivery.parts) == 1 and delivery.parts[0].accepted_file == FILE


def _rewrite(lake: Lake, run: Run, deliveries: list[Delivery], doomed: Doomed) -> None:
    """Put the rows that may stay, of deliveries of one day, beside those deliveries."""
    part = deliveries[-1].parts[0]
    folder = lake.incoming / ".staging" / f"{part.resource}.kept"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    target = folder / (KEPT if doomed.in_tables else FILE)
    rows = sum(delivery.rows for delivery in deliveries)
    size = sum(p.bytes for delivery in deliveries for p in delivery.parts)
    scan = table_scan([path for delivery in deliveries for path in delivery.paths])
    with small_engine(folder.parent) as connection:
        columns = [column for column, *_ in connection.execute(f"describe from {scan}").fetchall()]
        stays = f"{scan} where ({doomed.condition}) is not true"
        # packed, a row takes about a fifth
        write_rows(connection, stays, target, 5 * size // rows, columns)
        [(rows,)] = connection.execute(f"select count(*) from {table_scan([target])}").fetchall()
    checksum = sha256_of(target)
    kept = replace(
        part,
        file=target.name,
        accepted_file=target.name,
        sha256=checksum,
        accepted_sha256=checksum,
        bytes=target.stat().st_size,
        rows=int(rows),
        rejected_rows=0,
        run_id=run.run_id,
    )
    name = f"{part.snapshot_date}_{run.run_id}"
    path = lake.bronze / part.source / part.resource / name / target.name
    run.announce(
        [Input(kept.input_name, str(path.relative_to(lake.root)), checksum, kept.bytes, kept.rows)]
    )
    lake.deliver(folder, [kept])

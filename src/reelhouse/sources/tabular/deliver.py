"""Checked tables into bronze: what was received, and what of it was accepted as Parquet."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from reelhouse.lake import Delivery, Sidecar
from reelhouse.sources.bulk.arrival import Arrival, Consumer
from reelhouse.sources.bulk.staging import Staging, unused
from reelhouse.sources.tabular.check import CheckedTable, stem
from reelhouse.sources.tabular.schema import TableSchema
from reelhouse.sources.tabular.stage import Stage
from reelhouse.storage import explain_full_disk, sha256_of

ACCEPTED = ".accepted.parquet"


@dataclass(frozen=True, slots=True)
class ReadyTable:
    """A file that has arrived and was found good.

    Attributes:
        arrival: its bytes, beside bronze.
        table: what was found in it.
    """

    arrival: Arrival[Consumer]
    table: CheckedTable


@dataclass(frozen=True, slots=True)
class TableDock(Staging):
    """Where checked tables are put together and handed to bronze."""

    def deliver(self, stage: Stage, day: date, files: Sequence[ReadyTable]) -> Delivery | None:
        """Move files into bronze as one delivery.

        Args:
            stage: has their accepted rows.
            day: what they stand for.
            files: the files, by their number in the stage.

        Returns:
            The delivery; None if bronze has the same content already.
        """
        if self.holds(stage.schema, day, [file.arrival.sha256 for file in files]):
            return None
        with explain_full_disk(self.staging):
            return self._deliver(stage, day, files)

    def _deliver(self, stage: Stage, day: date, files: Sequence[ReadyTable]) -> Delivery:
        resource = stage.schema.name
        folder = self.begin(resource, day, files[0].arrival.origin)
        taken: set[str] = set()
        sidecars = []
        for part, file in enumerate(files):
            name = unused(file.table.name, taken)
            accepted = unused(stem(name) + ACCEPTED, taken)
            stage.write(part, folder / accepted)
            sidecars.append(self._sidecar(file, resource, day, name, accepted, folder))
            os.replace(file.arrival.part, folder / name)
            file.arrival.discard()
        return self.hand_over(folder, sidecars)

    def _sidecar(
        self, file: ReadyTable, resource: str, day: date, name: str, accepted: str, folder: Path
    ) -> Sidecar:
        arrival, table = file.arrival, file.table
        return Sidecar(
            source=self.source,
            resource=resource,
            file=name,
            origin=arrival.origin,
            fetched_at=table.arrived_at,
            snapshot_date=day.isoformat(),
            sha256=arrival.sha256,
            bytes=arrival.part.stat().st_size,
            rows=table.rows,
            rejected_rows=table.rejected,
            accepted_file=accepted,
            accepted_sha256=sha256_of(folder / accepted),
            etag=arrival.etag,
            last_modified=arrival.last_modified,
            limit=None,
            terms=self.terms,
            run_id=self.run_id,
        )

    def holds(self, schema: TableSchema, day: date, sums: Sequence[str]) -> bool:
        """Whether bronze has these very bytes, read with the columns that the schema has now.

        Where only the newest delivery counts, that one or the one in force on a day must have
        them; else any.
        """
        deliveries = self.lake.deliveries(self.source, schema.name)
        if schema.reads == "newest":
            in_force = [delivery for delivery in deliveries if delivery.snapshot_date <= day]
            deliveries = [*deliveries[-1:], *in_force[-1:]]
        return any(
            sorted(part.sha256 for part in delivery.parts) == sorted(sums)
            and has_columns(delivery, schema)
            for delivery in deliveries
        )


def has_columns(delivery: Delivery, schema: TableSchema) -> bool:
    """Whether what was accepted of a delivery has the columns of a schema."""
    expected = {"line", *schema.column_names}
    try:
        with duckdb.connect() as connection:
            return all(
                set(connection.sql("from read_parquet([$1])", params=[str(path)]).columns)
                == expected
                for path in delivery.paths
            )
    except duckdb.Error:
        # what cannot be read any more is better delivered anew
        return False

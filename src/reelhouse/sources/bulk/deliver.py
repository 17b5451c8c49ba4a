"""Checked files into bronze, in one step, unless bronze has the same already."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reelhouse.lake import Delivery, Sidecar
from reelhouse.sources.bulk.check import CheckedFile
from reelhouse.sources.bulk.reread import copy_without
from reelhouse.sources.bulk.staging import Staging, unused
from reelhouse.storage import explain_full_disk, sha256_of

ACCEPTED = ".accepted.tsv.gz"


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that may go into bronze.

    Attributes:
        path: where it is now, on the lake's disk.
        name: its name in bronze.
        origin: where it comes from, without secrets.
        fetched_at: when it had arrived, ISO 8601 in UTC.
        sha256: its checksum, hex.
        rows: data rows in it.
        rejected: rows of it that later layers must not see.
        etag: as the server named it.
        last_modified: as the server dated it.
        is_sorted: whether later layers see its rows sorted by their key as text.
        checked: the file as it was checked; it has the rejected rows.
    """

    path: Path
    name: str
    origin: str
    fetched_at: str
    sha256: str
    rows: int
    rejected: int
    etag: str
    last_modified: str
    is_sorted: bool
    checked: CheckedFile

    @classmethod
    def whole(cls, file: CheckedFile) -> Ready:
        """A file as it was received."""
        arrival = file.arrival
        return cls(
            file.path,
            file.name,
            file.located.shown,
            file.fetched_at,
            arrival.sha256,
            file.rows,
            file.rejected,
            arrival.etag,
            arrival.last_modified,
            file.is_sorted,
            file,
        )


@dataclass(frozen=True, slots=True)
class Dock(Staging):
    """Where checked files are put together and handed to bronze.

    Attributes:
        limit: what they were cut down to; None if to nothing.
    """

    limit: int | None = None

    def deliver(self, resource: str, day: date, files: Sequence[Ready]) -> Delivery | None:
        """Move files into bronze as one delivery.

        Returns:
            The delivery; None if bronze has the same content already.
        """
        if self.holds(resource, day, files):
            return None
        with explain_full_disk(self.staging):
            return self._deliver(resource, day, files)

    def _deliver(self, resource: str, day: date, files: Sequence[Ready]) -> Delivery:
        folder = self.begin(resource, day, files[0].origin)
        sidecars = []
        taken: set[str] = set()
        for file in files:
            name = unused(file.name, taken)
            accepted, accepted_sha256 = name, file.sha256
            if file.rejected:
                stem = name.removesuffix(".gz").removesuffix(".tsv")
                accepted = unused(stem + ACCEPTED, taken)
                copy_without(file.path, folder / accepted, file.checked.rejects.lines())
                accepted_sha256 = sha256_of(folder / accepted)
            size = file.path.stat().st_size
            os.replace(file.path, folder / name)
            sidecars.append(
                Sidecar(
                    source=self.source,
                    resource=resource,
                    file=name,
                    origin=file.origin,
                    fetched_at=file.fetched_at,
                    snapshot_date=day.isoformat(),
                    sha256=file.sha256,
                    bytes=size,
                    rows=file.rows,
                    rejected_rows=file.rejected,
                    accepted_file=accepted,
                    accepted_sha256=accepted_sha256,
                    etag=file.etag,
                    last_modified=file.last_modified,
                    limit=self.limit,
                    terms=self.terms,
                    run_id=self.run_id,
                    is_sorted=file.is_sorted,
                )
            )
        return self.hand_over(folder, sidecars)

    def holds(self, resource: str, day: date, files: Sequence[Ready]) -> bool:
        """Whether the newest delivery, or the one in force on a day, has these very bytes."""
        deliveries = self.lake.snapshots(self.source, resource)
        in_force = [delivery for delivery in deliveries if delivery.snapshot_date <= day]
        sums = sorted(file.sha256 for file in files)
        return any(
            sorted(part.sha256 for part in delivery.parts) == sums
            for delivery in (*deliveries[-1:], *in_force[-1:])
        )

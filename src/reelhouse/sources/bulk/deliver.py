"""Checked files into bronze, in one step, unless bronze has the same already."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reelhouse.errors import ReelhouseError
from reelhouse.evidence import Input
from reelhouse.lake import Delivery, Lake, Sidecar
from reelhouse.sources.bulk.check import CheckedFile
from reelhouse.sources.bulk.reread import copy_without
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
            file,
        )


@dataclass(frozen=True, slots=True)
class Dock:
    """Where checked files are put together and handed to bronze.

    Attributes:
        lake: the lake.
        source: the provider.
        terms: its terms in a sentence.
        run_id: the run that brings the files.
        limit: what they were cut down to; None if to nothing.
        announce: is told of the files before they are in bronze.
    """

    lake: Lake
    source: str
    terms: str
    run_id: str
    limit: int | None
    announce: Callable[[list[Input]], None]

    @property
    def staging(self) -> Path:
        """Folder for deliveries that are being filled."""
        return self.lake.incoming / ".staging"

    def sweep(self) -> None:
        """Remove what is left there half filled, by this run or one that was killed."""
        shutil.rmtree(self.staging, ignore_errors=True)

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
        if self._final(resource, day).exists():
            raise ReelhouseError(
                f"this run has delivered {resource} for {day} already",
                where=files[0].origin,
                advice="Ingest files that stand for the same day one by one, or as one delivery.",
            )
        folder = self.staging / f"{resource}_{day}"
        folder.mkdir(parents=True)
        sidecars = []
        taken: set[str] = set()
        for file in files:
            name = _unused(file.name, taken)
            accepted, accepted_sha256 = name, file.sha256
            if file.rejected:
                stem = name.removesuffix(".gz").removesuffix(".tsv")
                accepted = _unused(stem + ACCEPTED, taken)
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
                )
            )
        self.announce([given for s in sidecars for given in self._inputs(s, folder)])
        return self.lake.deliver(folder, sidecars)

    def _inputs(self, sidecar: Sidecar, staged: Path) -> Iterator[Input]:
        """A file as received and, where there is one, its copy without the rejects."""
        day = date.fromisoformat(sidecar.snapshot_date)
        final = self._final(sidecar.resource, day).relative_to(self.lake.root)
        path = str(final / sidecar.file)
        yield Input(sidecar.input_name, path, sidecar.sha256, sidecar.bytes, sidecar.rows)
        if sidecar.accepted_file != sidecar.file:
            yield Input(
                sidecar.accepted_input_name,
                str(final / sidecar.accepted_file),
                sidecar.accepted_sha256,
                (staged / sidecar.accepted_file).stat().st_size,
                sidecar.accepted_rows,
            )

    def _final(self, resource: str, day: date) -> Path:
        return self.lake.bronze / self.source / resource / f"{day}_{self.run_id}"

    def holds(self, resource: str, day: date, files: Sequence[Ready]) -> bool:
        """Whether the newest delivery, or the one in force on a day, has these very bytes."""
        deliveries = self.lake.snapshots(self.source, resource)
        in_force = [delivery for delivery in deliveries if delivery.snapshot_date <= day]
        sums = sorted(file.sha256 for file in files)
        return any(
            sorted(part.sha256 for part in delivery.parts) == sums
            for delivery in (*deliveries[-1:], *in_force[-1:])
        )


def _unused(name: str, taken: set[str]) -> str:
    """The name, with a number before it if another file of the delivery has it."""
    free, number = name, 2
    while free in taken:
        free, number = f"{number}-{name}", number + 1
    taken.add(free)
    return free

"""A delivery is filled beside bronze and handed over whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reelhouse.errors import ReelhouseError
from reelhouse.evidence import Input
from reelhouse.lake import Delivery, Lake, Sidecar


@dataclass(frozen=True, slots=True)
class Staging:
    """Where the deliveries of a run are filled.

    Attributes:
        lake: the lake.
        source: the provider.
        terms: its terms in a sentence.
        run_id: the run that brings them.
        announce: is told of the files before they are in bronze.
    """

    lake: Lake
    source: str
    terms: str
    run_id: str
    announce: Callable[[list[Input]], None]

    @property
    def staging(self) -> Path:
        """Folder for deliveries that are being filled."""
        return self.lake.incoming / ".staging"

    def sweep(self) -> None:
        """Remove what is left there half filled, by this run or one that was killed."""
        shutil.rmtree(self.staging, ignore_errors=True)

    def begin(self, resource: str, day: date, origin: str) -> Path:
        """An empty folder for a delivery.

        Raises:
            ReelhouseError: this run has delivered the resource for the day already.
        """
        if self._final(resource, day).exists():
            raise ReelhouseError(
                f"this run has delivered {resource} for {day} already",
                where=origin,
                advice="Ingest files that stand for the same day one by one, or as one delivery.",
            )
        folder = self.staging / f"{resource}_{day}"
        folder.mkdir(parents=True)
        return folder

    def hand_over(self, folder: Path, sidecars: list[Sidecar]) -> Delivery:
        """Announce what was filled in and move it into bronze in one step."""
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


def unused(name: str, taken: set[str]) -> str:
    """The name, with a number before it if another file of the delivery has it; now it is taken."""
    free, number = name, 2
    while free in taken:
        free, number = f"{number}-{name}", number + 1
    taken.add(free)
    return free

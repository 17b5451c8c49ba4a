"""Where things lie in the lake, and how they get there whole.

Bronze is a set of deliveries. A delivery is one arrival of one resource: a folder that is filled
beside its final place and renamed into it in one step, so that a reader sees all of it or nothing.

    lake/bronze/<source>/<resource>/<snapshot date>_<run id>/<file>
                                                            /<file>.meta.json    the sidecar
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import date
from pathlib import Path

from reelhouse.errors import ReelhouseError
from reelhouse.locks import LockState, hold, lock_state
from reelhouse.objects.copy import WORKS
from reelhouse.objects.mirror import Mirror
from reelhouse.objects.registry import mirror_of, present
from reelhouse.storage import (
    read_record,
    sync_folder,
    write_json,
)

BLOCK_BYTES = 1 << 20
SIDECAR_SUFFIX = ".meta.json"

RESTORING = ".restoring.json"
"""Lies in a lake of which only a part has come back from a backup."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What is known of one file in bronze.

    Attributes:
        source: provider, such as `imdb`.
        resource: what the file holds, such as `title.basics`.
        file: its name within the delivery.
        origin: URL or path the bytes came from.
        fetched_at: when they arrived, ISO 8601 in UTC.
        snapshot_date: the day the content stands for, ISO 8601.
        sha256: checksum of the bytes as received, hex.
        bytes: their number.
        rows: data rows in the file, header not counted.
        rejected_rows: rows that broke the contract; they lie under `lake/rejects/`.
        accepted_file: the file that later layers read: `file`, or its copy without the rejects.
        accepted_sha256: checksum of that file, hex.
        etag: HTTP entity tag, empty where there is none.
        last_modified: HTTP date, empty where there is none.
        limit: titles the delivery was cut down to; None means all.
        terms: the provider's terms in a sentence.
        run_id: the run that brought it.
        is_sorted: whether the accepted rows come sorted by their key as text.
    """

    source: str
    resource: str
    file: str
    origin: str
    fetched_at: str
    snapshot_date: str
    sha256: str
    bytes: int
    rows: int
    rejected_rows: int
    accepted_file: str
    accepted_sha256: str
    etag: str
    last_modified: str
    limit: int | None
    terms: str
    run_id: str
    is_sorted: bool = False

    @property
    def accepted_rows(self) -> int:
        """Rows that later layers see."""
        return self.rows - self.rejected_rows

    @property
    def input_name(self) -> str:
        """What evidence calls the file as received, such as `imdb/title.ratings`."""
        return f"{self.source}/{self.resource}"

    @property
    def accepted_input_name(self) -> str:
        """What evidence calls the file that later layers read."""
        is_copy = self.accepted_file != self.file
        return f"{self.input_name} (accepted)" if is_copy else self.input_name


@dataclass(frozen=True, slots=True)
class Delivery:
    """One arrival of one resource: a folder of bronze and the sidecars in it."""

    folder: Path
    parts: tuple[Sidecar, ...]

    @property
    def resource(self) -> str:
        """What was delivered, such as `title.basics`."""
        return self.parts[0].resource

    @property
    def snapshot_date(self) -> date:
        """The day the content stands for."""
        return date.fromisoformat(self.parts[0].snapshot_date)

    @property
    def fetched_at(self) -> str:
        """When the last part arrived, ISO 8601 in UTC."""
        return max(part.fetched_at for part in self.parts)

    @property
    def rows(self) -> int:
        """Rows that later layers see."""
        return sum(part.accepted_rows for part in self.parts)

    @property
    def paths(self) -> list[Path]:
        """Files that later layers read; what is in a store only is fetched."""
        return present(self.accepted)

    @property
    def accepted(self) -> list[Path]:
        """Where the files that later layers read are or would be."""
        return [self.folder / part.accepted_file for part in self.parts]

    @property
    def fingerprint(self) -> str:
        """Checksum over what later layers read, hex."""
        joined = "\n".join(sorted(part.accepted_sha256 for part in self.parts))
        return hashlib.sha256(joined.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Lake:
    """The folders of one lake.

    Args:
        root: the folder; it is made when something is first written.
    """

    root: Path

    @property
    def mirror(self) -> Mirror | None:
        """What keeps the folder in step with an object store; None where it is all there is."""
        return mirror_of(self.root)

    @property
    def place(self) -> str:
        """What its owner calls it: the address of the store that it lies in, else the folder."""
        return str(self.mirror.store.address) if self.mirror else str(self.root)

    @property
    def bronze(self) -> Path:
        """What providers sent, unchanged."""
        return self.root / "bronze"

    @property
    def gold(self) -> Path:
        """Builds of the star schema and marts."""
        return self.root / "gold"

    @property
    def evidence(self) -> Path:
        """One JSON file a run."""
        return self.root / "evidence"

    @property
    def rejects(self) -> Path:
        """Rows that broke a contract, one folder a run."""
        return self.root / "rejects"

    @property
    def incoming(self) -> Path:
        """Downloads that are not whole yet; the next run goes on with them."""
        return self.root / "incoming"

    @property
    def limits_file(self) -> Path:
        """What was asked of providers lately, so that their limits hold across restarts."""
        return self.root / ".state" / "limits.sqlite"

    @property
    def pseudonym_secret(self) -> Path:
        """What members' pseudonyms are made with, where the settings give no secret."""
        return self.root / ".state" / "pseudonyms.secret"

    def pulls(self, source: str) -> Path:
        """Answers of a provider's pulls that are not finished yet."""
        return self.incoming / "pulls" / source

    @property
    def models(self) -> Path:
        """One folder a trained model."""
        return self.root / "models"

    @property
    def cache(self) -> Path:
        """Files that can be deleted at any time."""
        return self.root / ".cache"

    def cache_of(self, build_id: str) -> Path:
        """What was computed of a build and can be deleted at any time; it goes with the build."""
        return self.cache / "builds" / build_id

    def deliveries(self, source: str, resource: str) -> list[Delivery]:
        """All whole deliveries of a resource, oldest snapshot first.

        Of two for the same day the one fetched later comes later.
        """
        folder = self.bronze / source / resource
        found = []
        if folder.is_dir():
            for entry in folder.iterdir():
                if entry.is_dir() and not entry.name.startswith("."):
                    parts = tuple(
                        read_sidecar(path) for path in sorted(entry.glob(f"*{SIDECAR_SUFFIX}"))
                    )
                    if parts:
                        found.append(Delivery(entry, parts))
        return sorted(found, key=lambda d: (d.snapshot_date, d.fetched_at, d.folder.name))

    def snapshots(self, source: str, resource: str) -> list[Delivery]:
        """One delivery a snapshot date, oldest first: the one that was fetched last."""
        by_date = {d.snapshot_date: d for d in self.deliveries(source, resource)}
        return [by_date[day] for day in sorted(by_date)]

    def sources(self) -> dict[str, list[str]]:
        """The resources that have arrived, by source."""
        if not self.bronze.is_dir():
            return {}
        return {
            source.name: sorted(r.name for r in source.iterdir() if r.is_dir())
            for source in sorted(self.bronze.iterdir())
            if source.is_dir()
        }

    def deliver(self, staged: Path, sidecars: list[Sidecar]) -> Delivery:
        """Move staged files into bronze in one step.

        Args:
            staged: folder on the lake's own disk that holds the files named in the sidecars.
            sidecars: one for each file as received; all of one resource and snapshot date.

        Returns:
            The delivery as later layers see it.
        """
        first = sidecars[0]
        for sidecar in sidecars:
            write_json(staged / f"{sidecar.file}{SIDECAR_SUFFIX}", asdict(sidecar))
        resource = self.bronze / first.source / first.resource
        resource.mkdir(parents=True, exist_ok=True)
        final = resource / f"{first.snapshot_date}_{first.run_id}"
        os.replace(staged, final)
        for folder in (resource, resource.parent, self.bronze):
            sync_folder(folder)
        self.share()
        return Delivery(final, tuple(sidecars))

    def share(self) -> None:
        """Make what was written part of the lake now, where that lies in an object store.

        Else it is when it is written. All of it becomes so in one step.

        Raises:
            ReelhouseError: the store does not take it; it stays as it was.
        """
        if self.mirror:
            self.mirror.push()

    def sweep(self) -> None:
        """Delete what killed processes left in the object store, where the lake lies in one."""
        if self.mirror:
            self.mirror.sweep()

    @contextmanager
    def exclusive(self, what: str) -> Iterator[None]:
        """Hold the lake's lock for one kind of work.

        The kernel frees the lock when its holder dies, so that a killed run never blocks the next.
        Between machines that share a lake in an object store, a lease does.

        Args:
            what: `ingest` or `build`; each has a lock of its own.

        Raises:
            ReelhouseError: another process holds it, there is no room for it, or only a part of
                the lake has come back from a backup.
        """
        if (self.root / RESTORING).exists():
            raise ReelhouseError(
                "a restore of this lake has not ended",
                where=str(self.root),
                advice="Run `reelhouse restore` with the same source again.",
            )
        with self.held(what):
            yield

    @contextmanager
    def held(self, what: str) -> Iterator[None]:
        """As `exclusive`, for whoever brings the lake back from a backup."""
        with hold(self.root, what):
            if self.mirror and what in WORKS:
                with self.mirror.exclusive(what):
                    yield
            else:
                yield

    def lock_state(self, what: str) -> LockState:
        """Whether anybody holds the lock for one kind of work, this process included.

        Returns:
            `unknown` where the disk has no locks or this user may not look at them.
        """
        state = lock_state(self.root, what)
        is_elsewhere = state == "free" and self.mirror and self.mirror.is_held(what)
        return "held" if is_elsewhere else state


def read_sidecar(path: Path) -> Sidecar:
    """Read a sidecar.

    Raises:
        ReelhouseError: it is not JSON or lacks a field.
    """
    names = [field.name for field in fields(Sidecar)]
    content = read_record(path, [f.name for f in fields(Sidecar) if f.default is MISSING])
    return Sidecar(**{name: content[name] for name in names if name in content})

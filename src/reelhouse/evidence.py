"""The record of every run: what went in, what came out, what was checked, and with which verdict.

One run writes one file, `lake/evidence/<run_id>.json`: when it starts, before anything gets its
final place in the lake, and when it ends. What a killed run left behind is therefore on record.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from reelhouse import __version__, clock
from reelhouse.errors import GateRefused, ReelhouseError
from reelhouse.lake import Lake
from reelhouse.redact import redacted
from reelhouse.settings import Settings
from reelhouse.storage import DiskFull, explain_full_disk, read_json, write_json

Verdict = Literal["passed", "warned", "failed", "skipped", "accepted"]
RunStatus = Literal["running", "done", "failed", "refused"]

observers: list[Callable[[Run], None]] = []
"""Called with each run when it begins, and when it has ended and is on record."""

_OWN_LOCKS = {"ingest", "backup", "publish"}
"""Kinds of runs that hold the lock of their name; all others hold that of builds."""

RECORDED_PACKAGES = (
    "duckdb",
    "dbt-core",
    "dbt-duckdb",
    "numpy",
    "isal",
    "dlt",
    "pyrate-limiter",
    "python-calamine",
)
RECORDED_EXTRAS = ("dbt-spark", "pyspark")  # where they are installed


@dataclass(frozen=True, slots=True)
class Input:
    """A file that a run read.

    Attributes:
        name: what it is, such as `imdb/title.basics`.
        path: where it lies, relative to the lake.
        sha256: checksum of its bytes, hex.
        bytes: its size.
        rows: data rows in it.
    """

    name: str
    path: str
    sha256: str
    bytes: int
    rows: int


@dataclass(slots=True)
class Step:
    """One step of a run and what it did to the rows."""

    name: str
    rows_in: int = 0
    rows_out: int = 0
    rows_rejected: int = 0
    seconds: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate measured and whether that is acceptable.

    Attributes:
        name: the gate's name in gates.yml.
        severity: `warn` or `error`.
        verdict: `accepted` is a failed gate that the user let pass by name.
        figure: what was measured; None where the gate was skipped.
        limit: the largest figure that passes.
        message: the outcome in words.
    """

    name: str
    severity: str
    verdict: Verdict
    figure: float | None
    limit: float | None
    message: str


@dataclass(slots=True)
class Run:
    """A run that writes its own record.

    Use it as a context manager: leaving it normally records `done`, an exception `failed` or
    `refused`.
    """

    lake: Lake
    kind: str
    settings: Settings
    run_id: str
    started_at: str
    status: RunStatus = "running"
    ended_at: str | None = None
    error: str | None = None
    inputs: list[Input] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    gates: list[GateResult] = field(default_factory=list)
    outcome: dict[str, Any] = field(default_factory=dict)
    _began: float = field(default_factory=time.perf_counter)
    _saving: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def start(cls, lake: Lake, kind: str, settings: Settings) -> Self:
        """Begin a new run; its record is written when it is entered as a context."""
        now = clock.now()
        # to the millisecond, so that names sort in the order in which runs began
        stamp = f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03}Z"
        run_id = f"{stamp}-{kind}-{secrets.token_hex(3)}"
        return cls(lake, kind, settings, run_id, now.isoformat(timespec="seconds"))

    def __enter__(self) -> Self:
        self.save()
        self._tell()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.ended_at = clock.now().isoformat(timespec="seconds")
        if error is None:
            self.status = "done"
        else:
            self.status = "refused" if isinstance(error, GateRefused) else "failed"
            self.error = str(error) or type(error).__name__
        # what went wrong first must not be hidden by a record that cannot be written either
        with suppress(*((OSError, DiskFull) if error is not None else ())):
            self.save()
        self._tell()

    def _tell(self) -> None:
        for observer in observers:
            observer(self)

    @property
    def path(self) -> Path:
        """Where the record lies."""
        return self.lake.evidence / f"{self.run_id}.json"

    @contextmanager
    def step(self, name: str, rows_in: int = 0) -> Iterator[Step]:
        """Time a step and record it when it ends, however it ends."""
        step = Step(name, rows_in=rows_in)
        began = time.perf_counter()
        try:
            yield step
        finally:
            step.seconds = round(time.perf_counter() - began, 3)
            self.steps.append(step)

    def announce(self, inputs: Sequence[Input]) -> None:
        """Record files before they get their final place, whichever thread they come in.

        A run that is killed right afterwards has then left no file that its record does not know.
        """
        with self._saving:
            self.inputs += inputs
        self.save()

    def save(self) -> None:
        """Write the record as it stands.

        Raises:
            DiskFull: there is no room for it.
        """
        with self._saving, explain_full_disk(self.lake.root):
            self._write()

    def _write(self) -> None:
        write_json(
            self.path,
            {
                "run_id": self.run_id,
                "kind": self.kind,
                "status": self.status,
                "started_at": self.started_at,
                "ended_at": self.ended_at,
                "seconds": round(time.perf_counter() - self._began, 3),
                "process": os.getpid(),
                "error": self.error,
                "inputs": [asdict(i) for i in self.inputs],
                "steps": [asdict(s) for s in self.steps],
                "gates": [asdict(g) for g in self.gates],
                "outcome": self.outcome,
                "versions": versions(),
                "settings": redacted(self.settings.model_dump(mode="json")),
            },
        )


@cache
def versions() -> dict[str, str]:
    """The versions that a result depends on; they stay the same while a process runs."""
    found = {"reelhouse": __version__, "python": platform.python_version()}
    for package in RECORDED_PACKAGES:
        found[package] = importlib.metadata.version(package)
    for package in RECORDED_EXTRAS:
        with suppress(importlib.metadata.PackageNotFoundError):
            found[package] = importlib.metadata.version(package)
    return found


def read_run(lake: Lake, run_id: str) -> dict[str, Any]:
    """The record of one run.

    Raises:
        ReelhouseError: there is none.
    """
    record: dict[str, Any] = read_json(lake.evidence / f"{run_id}.json")
    return record


def read_runs(lake: Lake, kind: str | None = None) -> list[dict[str, Any]]:
    """The records of all runs, newest first.

    A run that says `running` while nobody holds the lock it needs is reported as `died`. A record
    that cannot be read has the status `unreadable`, what is wrong with it as `error`, what its
    name tells, and no inputs, steps, gates or outcome.
    """
    if not lake.evidence.is_dir():
        return []
    runs = [_read(path) for path in sorted(lake.evidence.glob("*.json"), reverse=True)]
    taken: set[str] = set()
    for place, run in enumerate(runs):
        lock = run["kind"] if run["kind"] in _OWN_LOCKS else "build"
        if run["status"] == "running":
            # only one run can hold a lock, and that is the last to begin
            runs[place] = _dead_or_alive(lake, run, lock, newest=lock not in taken)
            taken.add(lock)
    return [run for run in runs if kind is None or run["kind"] == kind]


def _dead_or_alive(lake: Lake, run: dict[str, Any], lock: str, *, newest: bool) -> dict[str, Any]:
    state = lake.lock_state(lock)
    if newest and (state == "held" or (state == "unknown" and _is_alive(run["process"]))):
        return run
    # it may have ended, and let go of its lock, since its record was read
    run = _read(lake.evidence / f"{run['run_id']}.json")
    return run | {"status": "died"} if run["status"] == "running" else run


def _read(path: Path) -> dict[str, Any]:
    """A record, or what its name tells where it cannot be read."""
    parts = path.stem.split("-")
    named = len(parts) == len(("stamp", "kind", "suffix"))
    blank: dict[str, Any] = {
        "run_id": path.stem,
        "kind": parts[1] if named else "unknown",
        "status": "unreadable",
        "started_at": _time_in(parts[0]) if named else "",
        "ended_at": None,
        "seconds": 0.0,
        "process": 0,
        "error": None,
        "inputs": [],
        "steps": [],
        "gates": [],
        "outcome": {},
        "versions": {},
        "settings": {},
    }
    try:
        record = read_json(path)
    except (ReelhouseError, OSError) as error:
        return blank | {"error": str(error)}
    if not isinstance(record, dict) or not blank.keys() <= record.keys():
        return blank | {"error": f"{path}: this is not the record of a run"}
    return record


def _time_in(stamp: str) -> str:
    """The time that a run's id begins with, ISO 8601; empty where it is none."""
    try:
        began = datetime.strptime(stamp[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return ""
    return began.isoformat(timespec="seconds")


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

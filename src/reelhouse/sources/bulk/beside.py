"""A large file is checked in a process of its own, while this one receives it.

Two threads of Python wait for each other wherever neither is inside of numpy. Two processes do not.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import weakref
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from threading import Event

from reelhouse.errors import ReelhouseError
from reelhouse.sources.bulk.checker import Checker
from reelhouse.sources.bulk.contract import FileContract
from reelhouse.sources.bulk.keys import KeyOrder
from reelhouse.sources.bulk.rejects import RejectFile
from reelhouse.sources.bulk.tsv import Scanner, ScanResult
from reelhouse.sources.locations import is_url
from reelhouse.sources.pool import Stopped

LARGE_BYTES = 1 << 26  # smaller ones are checked sooner than a process has started

_SOURCES = Path(__file__).parents[3]
_PROGRAM = f"import sys, {__name__} as beside; beside.run(int(sys.argv[1]))"
_GONE = (EOFError, BrokenPipeError, ConnectionResetError)


@dataclass(frozen=True, slots=True)
class Task:
    """What the other process has to know; see `Scanner` for most of it.

    Attributes:
        rejects: where rejected rows go.
    """

    contract: FileContract
    name: str
    order: KeyOrder
    part: int
    part_names: tuple[str, ...]
    rejects: Path


@dataclass(frozen=True, slots=True)
class Judged:
    """What the other process says at the end."""

    rows: int
    result: ScanResult
    order: KeyOrder
    is_gzip: bool
    rejected: int


def is_worth_a_process(location: str) -> bool:
    """Whether a file is large enough, and comes faster than one core can check it."""
    if is_url(location) or len(os.sched_getaffinity(0)) == 1:
        return False
    path = Path(location)
    return path.is_file() and path.stat().st_size >= LARGE_BYTES


class CheckerBeside:
    """Hands a file's bytes to a process that unpacks and checks them.

    The process ends with its task, when this object is let go of, or when this process dies.

    Args:
        task: what to check.
        rejects: the rejected rows, once all is finished.
        stop: ends the work when it is set.
    """

    def __init__(self, task: Task, rejects: RejectFile, stop: Event) -> None:
        self.rows = 0
        self._name = task.name
        self._rejects = rejects
        self._stop = stop
        self._judged: Judged | None = None
        self._connection, theirs = Pipe()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=os.environ | {"PYTHONPATH": os.pathsep.join([str(_SOURCES), *sys.path])},
            )
        weakref.finalize(self, _end, self.process, self._connection)
        self._say(task)

    @property
    def result(self) -> ScanResult:
        """What came of the file."""
        return self._found.result

    @property
    def order(self) -> KeyOrder:
        """What is known of the keys."""
        return self._found.order

    @property
    def is_gzip(self) -> bool:
        """Whether the bytes are gzip."""
        return self._found.is_gzip

    @property
    def _found(self) -> Judged:
        if self._judged is None:
            raise RuntimeError("the file is not finished")
        return self._judged

    def feed(self, data: bytes) -> None:
        """Hand on the next bytes.

        Raises:
            ReelhouseError: what was handed on earlier cannot be right.
        """
        if self._stop.is_set():
            raise Stopped
        self._say(data)
        while self._connection.poll():
            self._hear()

    def finish(self) -> None:
        """Wait until all is checked.

        Raises:
            ReelhouseError: it cannot be right, or the process is gone.
        """
        self._say(b"")
        while self._judged is None:
            self._hear()
        self.rows = self._judged.rows
        self._rejects.count = self._judged.rejected

    def _say(self, what: Task | bytes) -> None:
        try:
            if isinstance(what, bytes):
                self._connection.send_bytes(what)
            else:
                self._connection.send(what)
        except _GONE:
            while True:  # it has said why, or `_hear` says that it has not
                self._hear()

    def _hear(self) -> None:
        try:
            said = self._connection.recv()
        except _GONE as error:
            raise ReelhouseError(
                "the process that checks the file has ended",
                where=self._name,
                advice="Run the command again; if it stays so, there may be too little memory.",
            ) from error
        if isinstance(said, ReelhouseError):
            raise said
        if isinstance(said, Judged):
            self._judged = said
        else:
            self.rows = said


def _end(process: subprocess.Popen[bytes], connection: Connection) -> None:
    connection.close()
    process.kill()
    process.wait()


def check_for(parent: Connection) -> None:
    """Check a file for the process at the other end."""
    task: Task = parent.recv()
    rejects = RejectFile(task.rejects)
    scanner = Scanner(task.contract, rejects.add, task.name, task.order, task.part, task.part_names)
    checker = Checker(scanner, rejects, Event())
    try:
        while data := parent.recv_bytes():
            checker.feed(data)
            parent.send(checker.rows)
        checker.finish()
    except ReelhouseError as error:
        parent.send(error)
    else:
        parent.send(
            Judged(checker.rows, checker.result, checker.order, checker.is_gzip, rejects.count)
        )


def run(handle: int) -> None:
    """What the other process does from its start to its end.

    Args:
        handle: its end of the connection.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked
    with Connection(handle) as parent, suppress(*_GONE):
        check_for(parent)

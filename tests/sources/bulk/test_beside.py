"""A file is judged alike in a process of its own, which does not outlive what it is for."""

from __future__ import annotations

import gc
import gzip
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from reelhouse.errors import ReelhouseError
from reelhouse.sources.bulk import beside
from reelhouse.sources.bulk.beside import CheckerBeside, Task
from reelhouse.sources.bulk.checker import Checker, FileChecker
from reelhouse.sources.bulk.keys import KeyOrder
from reelhouse.sources.bulk.rejects import RejectFile
from reelhouse.sources.bulk.tsv import Scanner
from reelhouse.sources.imdb import CONTRACTS
from reelhouse.sources.ingest import ingest_imdb
from reelhouse.sources.pool import Stopped
from tests.lakes import new_lake, settings_of

CONTRACT = CONTRACTS["title.ratings"]
NAME = "title.ratings.tsv.gz"
ROWS = [f"tt{n:07d}\t6.0\t10\n" for n in range(1, 200_000)]
BAD = [*ROWS[:9], "tt0000010\t6,0\t10\n", *ROWS[10:500], "tt0000500\t6.0\t10\n", *ROWS[500:]]
PIECE_BYTES = 1 << 16
PATIENCE_SECONDS = 60


def packed(rows: list[str]) -> bytes:
    return gzip.compress(CONTRACT.header + b"\n" + "".join(rows).encode(), 1)


def task(folder: Path) -> Task:
    order = KeyOrder(CONTRACT.minor_bits)
    return Task(CONTRACT, NAME, order, 0, (NAME,), folder / "beside.jsonl")


def checker_beside(folder: Path, stop: Event | None = None) -> CheckerBeside:
    of = task(folder)
    return CheckerBeside(of, RejectFile(of.rejects), stop or Event())


def checker_here(folder: Path) -> Checker:
    rejects = RejectFile(folder / "here.jsonl")
    return Checker(Scanner(CONTRACT, rejects.add, NAME), rejects, Event())


def give(checker: FileChecker, data: bytes) -> None:
    for start in range(0, len(data), PIECE_BYTES):
        checker.feed(data[start : start + PIECE_BYTES])
    checker.finish()


def has_ended(pid: int) -> bool:
    """Whether a process that is no child of this one ends within a minute."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], PATIENCE_SECONDS)[0])
    finally:
        os.close(handle)


@pytest.mark.parametrize("rows", [ROWS, BAD, ROWS[::-1]], ids=["good", "bad", "unsorted"])
def test_both_find_the_same(rows: list[str], tmp_path: Path) -> None:
    here, there = checker_here(tmp_path), checker_beside(tmp_path)

    give(here, packed(rows))
    give(there, packed(rows))

    assert there.result == here.result
    assert there.rows == here.rows == len(rows)
    assert there.is_gzip
    assert (there.order.in_order, there.order.rising) == (here.order.in_order, here.order.rising)
    assert there.process.wait(PATIENCE_SECONDS) == 0
    kept = [path.read_text() for path in sorted(tmp_path.glob("*.jsonl"))]
    assert len(kept) == (2 if rows is BAD else 0)
    assert len(set(kept)) <= 1


@pytest.mark.parametrize(
    "data",
    [
        b"<html>" * 5000,
        b"",
        packed(ROWS)[:-9],
        packed(ROWS) + b"rest",
        packed([]),
        gzip.compress(b"x\n"),
    ],
    ids=["page", "empty", "cut", "rest", "no rows", "another header"],
)
def test_both_refuse_the_same_with_the_same_words(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(ReelhouseError) as here:
        give(checker_here(tmp_path), data)
    with pytest.raises(ReelhouseError) as there:
        give(checker_beside(tmp_path), data)

    assert type(there.value) is type(here.value)
    assert str(there.value) == str(here.value)


def test_a_process_that_was_killed_is_told(tmp_path: Path) -> None:
    checker = checker_beside(tmp_path)
    checker.process.kill()

    with pytest.raises(ReelhouseError, match="the process that checks the file has ended"):
        give(checker, packed(ROWS))


def test_the_process_ends_when_it_is_let_go_of(tmp_path: Path) -> None:
    checker = checker_beside(tmp_path)
    checker.feed(packed(ROWS)[:PIECE_BYTES])
    process = checker.process

    del checker
    gc.collect()

    assert process.wait(PATIENCE_SECONDS) is not None


def test_the_process_ends_with_the_one_that_asked(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.sources.bulk import test_beside\n"
        "checker = test_beside.checker_beside(Path(sys.argv[1]))\n"
        "print(checker.process.pid, flush=True); sys.stdin.read()"
    )
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=root,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(root), *sys.path])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as asked:
        assert asked.stdout
        pid = int(asked.stdout.readline())
        asked.send_signal(signal.SIGKILL)

        assert has_ended(pid)


def test_nothing_more_is_taken_once_all_is_called_off(tmp_path: Path) -> None:
    stop = Event()
    checker = checker_beside(tmp_path, stop)
    checker.feed(packed(ROWS)[:PIECE_BYTES])
    stop.set()

    with pytest.raises(Stopped):
        checker.feed(b"more")


@pytest.mark.parametrize("cores", [1, 2])
def test_large_files_of_a_folder_are_checked_beside_where_there_is_a_core(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cores: int
) -> None:
    (tmp_path / NAME).write_bytes(packed(BAD))
    started: list[Task] = []

    class Noted(CheckerBeside):
        def __init__(self, task: Task, rejects: RejectFile, stop: Event) -> None:
            started.append(task)
            super().__init__(task, rejects, stop)

    monkeypatch.setattr("reelhouse.sources.bulk.check.CheckerBeside", Noted)
    monkeypatch.setattr(beside, "LARGE_BYTES", (tmp_path / NAME).stat().st_size)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(cores)))
    lake = new_lake(tmp_path / "lake")

    ingest_imdb(lake, settings_of(lake), [str(tmp_path / NAME)])

    [delivery] = lake.deliveries("imdb", "title.ratings")
    assert len(started) == cores - 1
    assert (delivery.parts[0].rows, delivery.parts[0].rejected_rows) == (len(BAD), 2)


def test_a_file_below_the_size_or_from_a_server_is_not_worth_it(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(packed(ROWS))

    assert not beside.is_worth_a_process(str(tmp_path / NAME))
    assert not beside.is_worth_a_process("https://example.org/title.ratings.tsv.gz")
    assert not beside.is_worth_a_process(str(tmp_path / "missing.tsv.gz"))

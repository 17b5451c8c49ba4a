from __future__ import annotations

from queue import SimpleQueue
from threading import Event
from typing import Any

import pytest

from reelhouse.sources import pool
from reelhouse.sources.pool import run_jobs


class OldNews(SimpleQueue[Any]):
    """A queue as a thread may see it that asked before another one took the last job."""

    def empty(self) -> bool:
        return False


def test_a_thread_that_comes_late_finds_no_job_and_no_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "SimpleQueue", OldNews)
    for _ in range(50):
        jobs = [lambda number=number: number for number in range(12)]
        assert sorted(run_jobs(jobs, 12, Event())) == list(range(12))


def test_the_error_of_a_job_is_raised_and_calls_the_others_off() -> None:
    stop = Event()

    def fail() -> int:
        raise LookupError

    results = run_jobs([lambda: 1, fail, lambda: 3], 1, stop)
    assert next(results) == 1
    with pytest.raises(LookupError):
        next(results)
    assert stop.is_set()

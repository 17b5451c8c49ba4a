"""Jobs that run a few at a time and can be called off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")

_FAREWELL_SECONDS = 5.0


class Stopped(Exception):
    """The run is being ended from outside; what has arrived stays for the next one."""


def run_jobs(jobs: Sequence[Callable[[], T]], at_once: int, stop: Event) -> Iterator[T]:
    """Run jobs in threads and give their results as they come.

    When the caller leaves early, by an exception or Ctrl-C, the jobs are told to stop and given a
    moment for it; a job that hangs does not keep the process alive.

    Args:
        jobs: run in this order; an exception of one is raised here.
        at_once: number of threads.
        stop: is set when the jobs are to end.
    """
    waiting: SimpleQueue[Callable[[], T]] = SimpleQueue()
    results: SimpleQueue[T | BaseException] = SimpleQueue()
    for job in jobs:
        waiting.put(job)

    def work() -> None:
        while not stop.is_set():
            try:
                job = waiting.get_nowait()
            except Empty:
                return
            try:
                results.put(job())
            except BaseException as error:
                results.put(error)

    threads = [Thread(target=work, daemon=True) for _ in range(min(at_once, len(jobs)))]
    for thread in threads:
        thread.start()
    try:
        for _ in jobs:
            result = results.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        stop.set()
        for thread in threads:
            thread.join(_FAREWELL_SECONDS)

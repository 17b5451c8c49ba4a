"""How well requests use what a provider allows, and how fast they are where nothing is limited.

`python -m benchmarks.traffic` asks the simulated providers, which run in a process of their own and
keep their limits. Time is compared with the least that the limits leave room for, and without
limits with plain `requests` in one thread and one loop, measured in the same run.
"""

from __future__ import annotations

import json
import multiprocessing
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Annotated, Any

import requests
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.machine import describe_machine
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.sources.api import ApiSource, Window
from reelhouse.sources.registry import source
from reelhouse.sources.run import Request, ingest_source

RESULTS = Path(__file__).parent / "results"
USED_SHARE = 0.95
UNLIMITED_RATE = 300

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
console = Console()


@dataclass(frozen=True, slots=True)
class Traffic:
    """What was measured of one provider.

    Attributes:
        case: what was asked.
        requests: number of requests.
        seconds: from the first to the last.
        least_seconds: the least that the limits leave room for; of a plain loop where there are no
            limits.
        refused: answers 429.
        allowed_rate: requests a second that the limits allow for as long as one likes; None where
            there are no limits.
    """

    case: str
    requests: int
    seconds: float
    least_seconds: float
    refused: int
    allowed_rate: float | None

    @property
    def share(self) -> float:
        """How much was used of the rate that is allowed, or of what the plain loop does.

        A run may begin with a burst, so that it can be above 1 where a window is long.
        """
        if self.allowed_rate is None:
            return self.least_seconds / self.seconds
        return self.rate / self.allowed_rate

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def least_seconds(count: int, windows: Sequence[Window]) -> float:
    """The least time in which so many requests can begin within sliding windows.

    Args:
        count: number of requests.
        windows: all of them hold at any time.
    """
    taken: deque[float] = deque()
    now = 0.0
    for _ in range(count):
        for window in windows:
            if len(taken) >= window.requests:
                now = max(now, taken[-window.requests] + window.seconds)
        taken.append(now)
    return now


def _serve(folder: str, pipe: Connection, *, limits: bool) -> None:
    from reelhouse.simulator.server import SimulatorServer
    from reelhouse.simulator.world import World

    with SimulatorServer(Path(folder), world=World(), limits=limits) as server:
        world = server.world
        anime = [a.mal_id for a in world.anime if a.is_listed(0)]
        kinds = [
            [t.tmdb_id for t in world.titles if t.tmdb_kind == kind and t.is_released(0)]
            for kind in ("movie", "tv")
        ]
        pipe.send((server.url, anime, *kinds))
        pipe.recv()


@contextmanager
def simulator(*, limits: bool) -> Iterator[tuple[str, list[int], list[int], list[int]]]:
    """Providers in a process of their own: URL, ids of anime, movies and series."""
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = multiprocessing.get_context("spawn").Pipe()
        process = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(folder, theirs), kwargs={"limits": limits}
        )
        process.start()
        try:
            yield ours.recv()
        finally:
            ours.send("end")
            process.join()


def measure(case: str, name: str, section: dict[str, Any], least: float | None = None) -> Traffic:
    """Ingest once into an empty lake.

    Args:
        case: what it is called.
        name: of the source.
        section: its settings.
        least: the least time; by default what its windows leave room for.
    """
    declared = source(name)
    if not isinstance(declared, ApiSource):
        raise TypeError(f"{name} has no API")
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder) / "lake")
        overrides: dict[str, Any] = {"lake": lake.root, name: section}
        settings = load_settings(**overrides)
        report = ingest_source(name, lake, settings, Request())
        run = json.loads(report.evidence.read_text())
    asked = run["outcome"]["requests"]
    [step] = [step for step in run["steps"] if step["name"].startswith("requests:")]
    windows = getattr(settings, name).windows(declared.windows)
    possible = least_seconds(asked["made"], windows) if least is None else least
    rate = min((window.requests / window.seconds for window in windows), default=None)
    return Traffic(case, asked["made"], step["seconds"], possible, asked["too_many"], rate)


def plain_loop(urls: Sequence[str]) -> float:
    """Seconds that plain `requests` needs for the same answers, parsed, one after the other."""
    with requests.Session() as session:
        session.get(urls[0], timeout=10)
        began = time.perf_counter()
        for url in urls:
            session.get(url, timeout=10).json()
        return time.perf_counter() - began


@app.command()
def main(
    minutes: Annotated[
        float, typer.Option(help="Time for Jikan, which allows 60 requests a minute.")
    ] = 1.2,
    results: Annotated[Path, typer.Option(help="Folder for the figures.")] = RESULTS,
) -> None:
    """Measure how requests use the providers' limits, and their speed without any."""
    measured = []
    with simulator(limits=True) as (url, anime, movies, series):
        for provider in ("tmdb", "jikan"):
            # makes the server load the provider; outside the API, so that no limit counts it
            requests.get(f"{url}/{provider}/", timeout=60)
        console.log("TMDB, 40 requests a second")
        tmdb = {
            "base_url": f"{url}/tmdb/3",
            "token": "simulator",
            "discover": False,
            "kinds": ["movie", "tv"],
            "connections": 12,
            "movie_ids": movies,
            "tv_ids": series,
        }
        measured.append(measure("TMDB, 40 a second", "tmdb", tmdb))
        console.log("Jikan, 3 requests a second and 60 a minute")
        jikan = {
            "base_url": f"{url}/jikan/v4",
            "ids": anime[: int(minutes * 60)],
        }
        measured.append(measure("Jikan, 3 a second and 60 a minute", "jikan", jikan))
    with simulator(limits=False) as (url, anime, *_):
        console.log("Jikan without limits")
        details = ["full", "statistics", "recommendations", "staff", "streaming"]
        urls = [f"{url}/jikan/v4/anime/{number}/{part}" for number in anime for part in details]
        floor = plain_loop(urls)
        jikan = {
            "base_url": f"{url}/jikan/v4",
            "ids": anime,
            "details": details,
            "limits": [],
        }
        measured.append(measure("Jikan without limits", "jikan", jikan, floor))
    missed = _report(measured, results)
    if missed:
        raise typer.Exit(1)


def _report(measured: list[Traffic], results: Path) -> bool:
    columns = ["case", "requests", "seconds", "least", "used", "requests/s", "429", "target"]
    rows, missed = [], False
    for traffic in measured:
        is_free = "without" in traffic.case
        target = f"{UNLIMITED_RATE} requests/s" if is_free else f"{USED_SHARE:.0%}, no 429"
        good = (
            traffic.rate >= UNLIMITED_RATE
            if is_free
            else traffic.share >= USED_SHARE and not traffic.refused
        )
        missed |= not good
        rows.append(
            [
                traffic.case,
                f"{traffic.requests:,}",
                f"{traffic.seconds:.1f}",
                f"{traffic.least_seconds:.1f}",
                f"{traffic.share:.1%}",
                f"{traffic.rate:.1f}",
                str(traffic.refused),
                f"{target}: {'held' if good else 'missed'}",
            ]
        )
    table = Table(title="Traffic", title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if 0 < number < 7 else "left")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    results.mkdir(parents=True, exist_ok=True)
    record = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": describe_machine(),
        "traffic": [asdict(traffic) for traffic in measured],
    }
    (results / "traffic.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    lines = ["# Traffic", "", "Written by `python -m benchmarks.traffic`.", ""]
    lines += [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    (results / "traffic.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return missed


if __name__ == "__main__":
    app()

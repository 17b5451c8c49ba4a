"""A lake in an object store some milliseconds away against the same lake in a folder.

    python -m benchmarks.object_store --scale 0.1 --delay 0.02 --runs 3

IMDb's invented files are ingested and built in a folder and in a store: moto's S3 server, in a
process of its own on this machine, with a delay before every answer. The two take turns in one run,
so that they meet the same machine. Then a working copy that has nothing yet starts the dashboards.
Processor time stands beside wall time: where others use the machine, only that can be compared.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Annotated

import boto3
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.measure import Usage, run_measured, typical
from benchmarks.screenshots import chromium, wait_until_drawn
from benchmarks.served import free_port, serve
from benchmarks.universe import make_universe

BUCKET = "bench-lakes"
MOST_TIMES_LOCAL = 1.3
FIRST_PAGE_SECONDS = 5.0
WORK = Path(__file__).parent / "work"
KEYS = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_REGION": "us-east-1",
}

SERVER = """
import sys, time
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server
app, delay = DomainDispatcherApplication(create_backend_app), float(sys.argv[2])
def delayed(environ, start_response):
    time.sleep(delay)
    return app(environ, start_response)
class Quiet(WSGIRequestHandler):
    def log(self, *_):
        pass
server = make_server("127.0.0.1", int(sys.argv[1]), delayed, threaded=True, request_handler=Quiet)
server.serve_forever()
"""

console = Console()


def main(
    scale: Annotated[float, typer.Option(help="1.0 is IMDb's real size.")] = 0.1,
    delay: Annotated[float, typer.Option(help="Seconds before every answer of the store.")] = 0.02,
    runs: Annotated[int, typer.Option(min=1, help="How often each is done.")] = 3,
    work: Annotated[Path, typer.Option(help="Where invented files are kept.")] = WORK,
) -> None:
    """Measure ingest and build in a folder and in a store, and the first page over the store."""
    universe = make_universe(work, scale)
    found: dict[tuple[str, str], list[Usage]] = {}
    pages = []
    with tempfile.TemporaryDirectory() as name, _store(delay) as variables:
        folder = Path(name)
        for run in range(runs):
            for place in ("folder", "store"):
                lake = f"s3://{BUCKET}/{run}" if place == "store" else str(folder / f"lake{run}")
                said = {
                    **variables,
                    "REELHOUSE_LAKE": lake,
                    "REELHOUSE_CACHE": str(folder / place / str(run)),
                }
                for step in (("ingest", "imdb", "--from", str(universe.folder)), ("build",)):
                    usage = _run(step, folder, said)
                    found.setdefault((step[0], place), []).append(usage)
                    console.print(f"{step[0]} in a {place}: {usage.wall_seconds:.1f} s")
            said["REELHOUSE_CACHE"] = str(folder / f"fresh{run}")
            pages.append(_first_page(folder, said))
    _show({key: typical(usages) for key, usages in found.items()}, median(pages))


def _run(words: tuple[str, ...], folder: Path, variables: dict[str, str]) -> Usage:
    command = [sys.executable, "-m", "reelhouse.cli", *words]
    return run_measured(command, folder, log=folder / "log", environment=variables)


@contextmanager
def _store(delay: float) -> Iterator[dict[str, str]]:
    """A store with a bucket; gives the variables by which it is found."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port), str(delay)])
    try:
        client = boto3.client(
            "s3",
            endpoint_url=url,
            region_name=KEYS["AWS_REGION"],
            aws_access_key_id="bench",
            aws_secret_access_key="bench",
        )
        while server.poll() is None:
            try:
                client.create_bucket(Bucket=BUCKET)
                break
            except Exception:  # it does not listen yet
                time.sleep(0.2)
        yield {**KEYS, "AWS_ENDPOINT_URL": url}
    finally:
        server.terminate()
        server.wait()


def _first_page(folder: Path, variables: dict[str, str]) -> float:
    """Seconds until the first page is drawn, over a working copy that has no table yet."""
    (folder / "reelhouse.toml").write_text("")
    os.environ.update(variables)
    try:
        with (
            chromium() as browser,
            serve(folder / "reelhouse.toml", port := free_port(), folder / "served.log"),
        ):
            page = browser.new_page()
            began = time.perf_counter()
            page.goto(f"http://localhost:{port}/")
            wait_until_drawn(page)
            return time.perf_counter() - began
    finally:
        for name in variables:
            del os.environ[name]


def _show(usages: dict[tuple[str, str], Usage], page: float) -> None:
    table = Table("step", "folder", "store", "times", "processor, folder", "processor, store")
    for step in ("ingest", "build"):
        here, there = usages[step, "folder"], usages[step, "store"]
        table.add_row(
            step,
            f"{here.wall_seconds:.1f} s",
            f"{there.wall_seconds:.1f} s",
            f"{there.wall_seconds / here.wall_seconds:.2f}",
            f"{here.cpu_seconds:.1f} s",
            f"{there.cpu_seconds:.1f} s",
        )
    console.print(table)
    console.print(f"build: at most {MOST_TIMES_LOCAL} times is wanted")
    console.print(f"first page: {page:.1f} s, at most {FIRST_PAGE_SECONDS} s is wanted")


if __name__ == "__main__":
    typer.run(main)

"""The dashboards over the shared demo lake, in this process and behind a real server."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, sync_playwright

from reelhouse import clock
from reelhouse.dashboards import state
from reelhouse.settings import Settings, load_settings
from tests.whole_lake import WholeLake, whole_lake

CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
)


@dataclass(frozen=True)
class Running:
    """A server of the dashboards.

    Attributes:
        url: where it answers.
        lake: the lake it shows.
        log: what it said so far.
    """

    url: str
    lake: Path
    log: Path


@pytest.fixture(scope="session")
def demo_build(tmp_path_factory: pytest.TempPathFactory) -> WholeLake:
    """A lake with every simulated source, built; it is for reading."""
    base = tmp_path_factory.getbasetemp()
    return whole_lake(base.parent if base.name.startswith("popen") else base)


@pytest.fixture(scope="session")
def demo_settings(demo_build: WholeLake) -> Settings:
    """Settings by which the demo lake is a day old."""
    return load_settings(lake=demo_build.lake.root, today=demo_build.world.today)


@pytest.fixture
def shown(demo_build: WholeLake, demo_settings: Settings) -> Iterator[WholeLake]:
    """The demo lake as what this process shows."""
    with clock.playing(demo_settings.today):
        state.configure(demo_build.lake, demo_settings)
        yield demo_build


@pytest.fixture(scope="session")
def server(demo_build: WholeLake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A real server of the demo lake, one for each process of the test run."""
    today = demo_build.world.today.isoformat()
    with serving(demo_build.lake.root, today, tmp_path_factory.mktemp("served")) as running:
        yield running


class serving:  # noqa: N801 - reads as what it does
    """A server of the dashboards on a free port, for a while.

    Args:
        lake: what it shows.
        today: the day it plays.
        folder: where its settings and log go.
    """

    def __init__(self, lake: Path, today: str, folder: Path) -> None:
        self._lake = lake
        self._today = today
        self._folder = folder

    def __enter__(self) -> Running:
        with socket.socket() as probe:
            probe.bind(("localhost", 0))
            port = probe.getsockname()[1]
        config = self._folder / "reelhouse.toml"
        config.write_text(f"lake = {json.dumps(str(self._lake))}\ntoday = {self._today}\n")
        log = self._folder / "server.log"
        command = [sys.executable, "-m", "reelhouse.cli", "--config", str(config)]
        with log.open("w") as out:
            self._process = subprocess.Popen(
                [*command, "dashboards", "--port", str(port)],
                cwd=self._folder,
                stdout=out,
                stderr=out,
                env=os.environ | {"OMP_NUM_THREADS": "1"},
            )
        running = Running(f"http://localhost:{port}", self._lake, log)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                pytest.fail(f"the server ended: {log.read_text()}")
            try:
                if requests.get(f"{running.url}/_stcore/health", timeout=5).ok:
                    return running
            except requests.ConnectionError:
                time.sleep(0.1)  # it has no other way to say that it listens
        self._process.kill()
        pytest.fail(f"the server did not answer in time: {log.read_text()}")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, one for each process of the test run."""
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("no chromium: `apt-get install chromium`, or `make chromium` as root")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[*CHROMIUM_ARGS])
        yield browser
        browser.close()

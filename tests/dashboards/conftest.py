"""The dashboards over the shared demo lake, in this process and behind a real server."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from benchmarks.screenshots import CHROMIUM_ARGS
from benchmarks.served import free_port, serve
from playwright.sync_api import Browser, sync_playwright

from reelhouse import clock
from reelhouse.dashboards import shared
from reelhouse.settings import Settings, load_settings
from tests.answering_lake import AnsweringLake
from tests.whole_lake import WholeLake


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
def demo_settings(demo_build: WholeLake) -> Settings:
    """Settings by which the demo lake is a day old."""
    return load_settings(lake=demo_build.lake.root, today=demo_build.world.today)


@pytest.fixture
def shown(demo_build: WholeLake, demo_settings: Settings) -> Iterator[WholeLake]:
    """The demo lake as what this process shows."""
    with clock.playing(demo_settings.today):
        shared.configure(demo_build.lake, demo_settings)
        yield demo_build


@pytest.fixture(scope="session")
def server(demo_build: WholeLake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A real server of the demo lake, one for each process of the test run."""
    today = demo_build.world.today.isoformat()
    with serving(demo_build.lake.root, today, tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def answers_shown(answering: AnsweringLake) -> Iterator[AnsweringLake]:
    """The lake with models as what this process shows."""
    with clock.playing(answering.today):
        shared.configure(answering.lake, answering.settings)
        yield answering


@pytest.fixture(scope="session")
def answering_server(
    answering: AnsweringLake, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """A real server of the lake with models, one for each process of the test run."""
    folder = tmp_path_factory.mktemp("answering")
    with serving(answering.lake.root, answering.today.isoformat(), folder) as running:
        yield running


@contextmanager
def serving(lake: Path, today: str, folder: Path) -> Iterator[Running]:
    """A server of the dashboards on a free port, for a while.

    Args:
        lake: what it shows.
        today: the day it plays.
        folder: where its settings and log go.
    """
    config, log, port = folder / "reelhouse.toml", folder / "server.log", free_port()
    config.write_text(f"lake = {json.dumps(str(lake))}\ntoday = {today}\n")
    with serve(config, port, log):
        yield Running(f"http://localhost:{port}", lake, log)


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

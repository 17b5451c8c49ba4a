from __future__ import annotations

import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

# models in tests take one thread: more of them starve on a busy machine
os.environ.setdefault("OMP_NUM_THREADS", "1")

# a shell starts what runs in the background with Ctrl-C ignored, and processes hand that down
signal.signal(signal.SIGINT, signal.default_int_handler)

if TYPE_CHECKING:
    from tests.answering_lake import AnsweringLake
    from tests.weekly_lake import WeeklyLake
    from tests.whole_lake import WholeLake

ROOT = Path(__file__).resolve().parents[1]
os.environ["REELHOUSE_CACHE"] = str(ROOT / ".pytest_cache" / "reelhouse")

# how long an example takes says how busy the machine is; the same examples each time, so that a
# change fails by what it changes: `make test-search` looks for others
settings.register_profile("reelhouse", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1_000)
settings.load_profile("reelhouse")

SHARED_DATA = ROOT.parent / "shared" / "data"

# lakes that all processes of a test run share; each is made of the first
MADE_ONCE = ("demo_build", "weekly_build", "answering")
# those of them that take too long to make for `make test`
MADE_AT_LENGTH = {"weekly_build", "answering"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--world-seed",
        type=int,
        default=7,
        help="the invented world in which marts are checked against what was planted",
    )
    parser.addoption(
        "--kills",
        type=int,
        default=3,
        help="moments at which processes that work on an object store are killed",
    )
    parser.addoption(
        "--moments",
        type=int,
        default=0,
        help="how often work from ingest to warehouse is killed; without any it is skipped",
    )
    parser.addoption(
        "--sessions",
        type=int,
        default=0,
        help="how many sessions tests at volume invent; without any they are skipped",
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> Generator[None]:
    """Mark what takes long, and put what is left of the tests after `-m` in order."""
    for item in items:
        if MADE_AT_LENGTH & set(item.fixturenames):
            item.add_marker("long")
    yield
    _put_in_order(items)


def _put_in_order(items: list[pytest.Function]) -> None:
    """Let whoever needs a lake that takes minutes to make come after it is made.

    Processes take the files one after the other. The first file that needs a lake comes early, and
    its process makes it; the others come late, so that nobody waits meanwhile.
    """
    rank = dict.fromkeys((item.path for item in items), 0)  # by file: 0 needs no lake
    for item in items:
        needed = [n for n, lake in enumerate(MADE_ONCE, 1) if lake in item.fixturenames]
        rank[item.path] = max([rank[item.path], *needed])
    makers = {lake: path for path, lake in reversed(rank.items())}

    def turn(item: pytest.Function) -> int:
        lake = rank[item.path]
        if not lake:
            return 1
        if makers[lake] == item.path:
            return 0 if lake == 1 else 2
        return 3 if lake == 1 else 4

    items.sort(key=turn)


@pytest.fixture(scope="session")
def world_seed(request: pytest.FixtureRequest) -> int:
    """Seed of the invented world of this run."""
    return int(request.config.getoption("--world-seed"))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a test run share, for what is made once for all of them."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen") else base


@pytest.fixture(scope="session")
def demo_build(shared_folder: Path, world_seed: int) -> WholeLake:
    """A lake with every simulated source, built; it is for reading."""
    from tests.whole_lake import whole_lake  # imported here: few tests need what it imports

    return whole_lake(shared_folder, world_seed)


@pytest.fixture(scope="session")
def weekly_build(demo_build: WholeLake) -> WeeklyLake:
    """The same lake after YouTube was looked at every week of a year, built; it is for reading."""
    from tests.weekly_lake import weekly_lake

    return weekly_lake(demo_build)


@pytest.fixture(scope="session")
def answering(demo_build: WholeLake, shared_folder: Path) -> AnsweringLake:
    """The demo lake with its models trained, which have answered; it is for reading."""
    from tests.answering_lake import answering_lake

    return answering_lake(shared_folder, demo_build)


@pytest.fixture(scope="session", autouse=True)
def tracking_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One database of MLflow's for all trainings: making one for each lake takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("mlflow")
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder / 'mlflow.db'}")
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the recorded data, which must not be copied and is not on every machine."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the recorded data is not there: {SHARED_DATA}")
    return SHARED_DATA

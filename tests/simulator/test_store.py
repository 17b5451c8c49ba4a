import gzip
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reelhouse.simulator import Truth, write_universe

TINY = 0.0002


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("original")
    write_universe(root, 3, TINY, 0)
    return root


@pytest.fixture
def root(original: Path, tmp_path: Path) -> Path:
    """A root where seed 3 and day 0 are written already."""
    copy: Path = shutil.copytree(original, tmp_path / "root")
    return copy


def inodes(root: Path) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in (root / "imdb").iterdir()}


def test_writes_files_and_truth_and_leaves_nothing_else(tmp_path: Path) -> None:
    calls: list[tuple[str, int, int]] = []
    truth = write_universe(
        tmp_path, seed=3, scale=TINY, day=0, progress=lambda *call: calls.append(call)
    )
    assert {path.name for path in (tmp_path / "imdb").iterdir()} == set(truth.rows)
    assert {path.name for path in tmp_path.iterdir()} <= {"imdb", "truth.json", ".lock"}
    assert Truth.read(tmp_path / "truth.json") == truth
    assert {stage for stage, _, _ in calls} == {"titles", "people"}
    assert all(done == total for _, done, total in (calls[0], calls[-1]))


def test_the_same_again_is_skipped(root: Path) -> None:
    before = inodes(root)
    assert write_universe(root, 3, TINY, 0) == Truth.read(root / "truth.json")
    assert inodes(root) == before


@pytest.mark.parametrize(("seed", "scale", "day"), [(4, TINY, 0), (3, TINY * 1.1, 0), (3, TINY, 1)])
def test_something_else_is_written_anew(root: Path, seed: int, scale: float, day: int) -> None:
    before = inodes(root)
    truth = write_universe(root, seed, scale, day)
    assert (truth.seed, truth.scale, truth.day) == (seed, scale, day)
    assert not set(inodes(root).values()) & set(before.values())


def test_a_missing_file_is_written_again(root: Path) -> None:
    before = Truth.read(root / "truth.json")
    (root / "imdb" / "title.crew.tsv.gz").unlink()
    assert write_universe(root, 3, TINY, 0) == before
    assert (root / "imdb" / "title.crew.tsv.gz").is_file()


@pytest.mark.parametrize("broken", ["", "[]", '{"generator": "0"}'])
def test_a_truth_that_cannot_be_read_is_written_again(root: Path, broken: str) -> None:
    before = Truth.read(root / "truth.json")
    (root / "truth.json").write_text(broken)
    assert write_universe(root, 3, TINY, 0) == before
    assert Truth.read(root / "truth.json") == before


def test_refused_values_leave_what_was_there(root: Path) -> None:
    before = inodes(root)
    with pytest.raises(ValueError, match="scale"):
        write_universe(root, 3, 2.0, 0)
    with pytest.raises(ValueError, match="day"):
        write_universe(root, 3, TINY, -1)
    assert inodes(root) == before
    assert Truth.read(root / "truth.json").day == 0
    assert {path.name for path in root.iterdir()} <= {"imdb", "truth.json", ".lock"}


def test_what_an_interrupted_run_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".unfinished").mkdir()
    (tmp_path / ".unfinished" / "title.crew.tsv.gz").write_bytes(b"half")
    truth = write_universe(tmp_path, 3, TINY, 0)
    assert not (tmp_path / ".unfinished").exists()
    crew = gzip.decompress((tmp_path / "imdb" / "title.crew.tsv.gz").read_bytes())
    assert crew.count(b"\n") == truth.rows["title.crew.tsv.gz"] + 1


def test_of_two_writers_at_once_one_finds_the_work_done(tmp_path: Path) -> None:
    progress: list[str] = []

    def write(_: int) -> Truth:
        return write_universe(
            tmp_path, 3, TINY, 0, progress=lambda stage, done, total: progress.append(stage)
        )

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(write, range(2))
    assert one == other
    assert progress == ["titles", "people"]


def test_files_are_dated_by_their_day(root: Path) -> None:
    first = (root / "imdb" / "title.crew.tsv.gz").stat().st_mtime
    write_universe(root, 3, TINY, 2)
    assert (root / "imdb" / "title.crew.tsv.gz").stat().st_mtime == first + 2 * 86_400

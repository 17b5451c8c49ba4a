"""Ingests on a disk that fills up, sooner or later."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.simulator.server import SimulatorServer
from reelhouse.sources.bulk.arrival import Arrival
from reelhouse.sources.progress import NoProgress
from reelhouse.storage import DiskFull
from reelhouse.verify import verify_lake
from tests.lakes import EVERYTHING, filled, small_disk
from tests.sources.files import RATINGS, ingest, ratings, spoiled, statuses, write, write_everything

PAGE = 4096


class Unread:
    """A consumer that nothing gets to."""

    rows = 0

    def feed(self, data: bytes) -> None:
        raise AssertionError(data)

    def finish(self) -> None:
        raise AssertionError


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as mounted:
        yield mounted


@pytest.mark.parametrize("limit", [None, 2])
def test_wherever_it_fills_up_the_user_is_told(
    disk: Path, tmp_path: Path, limit: int | None
) -> None:
    folder = write_everything(tmp_path / "in", title_ratings=spoiled(2000, every=40))
    lake = Lake(disk / "lake")
    messages = {}
    for free in range(0, 40 * PAGE, PAGE):
        shutil.rmtree(lake.root, ignore_errors=True)
        with filled(disk, free):
            try:
                ingest(lake, folder, limit=limit, max_reject_share=1)
            except ReelhouseError as error:
                messages[free] = str(error)
    assert {0, PAGE, 2 * PAGE} <= messages.keys()
    assert len(messages) < 40
    for message in messages.values():
        assert "the disk is full" in message
        assert "Make room" in message
    shutil.rmtree(lake.root)
    report = ingest(lake, folder, limit=limit, max_reject_share=1)
    assert statuses(report) == dict.fromkeys(EVERYTHING, "delivered")


def test_what_went_in_before_is_whole_and_the_next_run_goes_on(disk: Path, tmp_path: Path) -> None:
    folder = write_everything(tmp_path / "in", title_ratings=ratings(60_000))
    lake = Lake(disk / "lake")
    with (
        filled(disk, 50 * PAGE),
        pytest.raises(ReelhouseError, match=r"the disk is full: [\d,]+ more bytes needed"),
    ):
        ingest(lake, folder)
    assert len(lake.sources()["imdb"]) == 6
    assert [f for f in verify_lake(lake) if f.problem] == []
    assert statuses(ingest(lake, folder))[RATINGS] == "delivered"


def test_a_download_to_a_full_disk_says_so(
    disk: Path, server: SimulatorServer, served: Path
) -> None:
    write(served, f"{RATINGS}.tsv.gz", ratings(10))
    lake = Lake(disk / "lake")
    lake.incoming.mkdir(parents=True)
    for free in range(3):
        with filled(disk, free * PAGE), pytest.raises(ReelhouseError, match="the disk is full"):
            ingest(lake, f"{server.imdb_url}{RATINGS}.tsv.gz")


def test_an_arrival_of_unknown_size_finds_no_room_for_its_note(disk: Path) -> None:
    arrival = Arrival(disk / "x.part", "somewhere", Unread, NoProgress(), "x")
    with filled(disk, 0), pytest.raises(DiskFull):
        arrival.begin(None)

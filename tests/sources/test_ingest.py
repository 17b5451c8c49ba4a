from __future__ import annotations

import hashlib
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from reelhouse.lake import Lake
from reelhouse.simulator.server import SimulatorServer
from reelhouse.sources.ingest import IngestFailed
from tests.lakes import EVERYTHING
from tests.sources.files import (
    RATINGS,
    ingest,
    last_run,
    newest,
    pack,
    ratings,
    spoiled,
    statuses,
    write,
    write_everything,
)


def test_seven_files_are_delivered_as_they_came(lake: Lake, tmp_path: Path) -> None:
    folder = write_everything(tmp_path / "in")
    report = ingest(lake, folder, as_of=date(2026, 1, 2))
    assert statuses(report) == dict.fromkeys(EVERYTHING, "delivered")
    for resource, rows in EVERYTHING.items():
        delivery = newest(lake, resource)
        [part] = delivery.parts
        name = f"{resource}.tsv.gz"
        sent = (folder / name).read_bytes()
        assert (delivery.folder / name).read_bytes() == sent
        assert part.sha256 == part.accepted_sha256 == hashlib.sha256(sent).hexdigest()
        assert (part.rows, part.rejected_rows, part.bytes) == (len(rows), 0, len(sent))
        assert (part.origin, part.snapshot_date) == (str(folder / name), "2026-01-02")
        assert "Information courtesy of IMDb" in part.terms
    assert list(lake.incoming.iterdir()) == []
    assert not lake.rejects.exists()


def test_a_run_leaves_its_evidence(lake: Lake, tmp_path: Path) -> None:
    write(tmp_path / "in", f"{RATINGS}.tsv", spoiled(5000, every=2000))
    report = ingest(lake, tmp_path / "in")
    run = last_run(lake)
    assert (run["run_id"], run["kind"], run["status"]) == (report.run_id, "ingest", "done")
    received, accepted = run["inputs"]
    assert (received["name"], received["rows"]) == (f"imdb/{RATINGS}", 5000)
    assert (accepted["name"], accepted["rows"]) == (f"imdb/{RATINGS} (accepted)", 4998)
    assert newest(lake, RATINGS).paths == [lake.root / accepted["path"]]
    for given in run["inputs"]:
        content = (lake.root / given["path"]).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (
            given["sha256"],
            given["bytes"],
        )
    [step] = run["steps"]
    assert (step["rows_in"], step["rows_out"], step["rows_rejected"]) == (5000, 4998, 2)
    [gate] = run["gates"]
    assert (gate["name"], gate["verdict"]) == (f"reject_share:{RATINGS}", "passed")
    assert (gate["figure"], gate["limit"]) == (2 / 5000, 0.001)
    [delivered] = run["outcome"]["deliveries"]
    assert delivered["reasons"] == {"numVotes is not a whole number above 0 of up to 8 digits": 2}


def test_files_of_the_same_name_from_two_folders_are_parts(lake: Lake, tmp_path: Path) -> None:
    lines = ratings(20).split(b"\n")
    one = write(tmp_path / "one", "r.tsv", b"\n".join(lines[:11]))
    two = write(tmp_path / "two", "r.tsv", b"\n".join([lines[0], *lines[11:]]))
    ingest(lake, one, two)
    assert sorted(part.file for part in newest(lake, RATINGS).parts) == ["2-r.tsv", "r.tsv"]
    assert newest(lake, RATINGS).rows == 20


@pytest.mark.parametrize("limit", [None, 1])
def test_all_bytes_are_on_the_disk_before_bronze_has_them(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int | None
) -> None:
    synced: set[int] = set()
    fsync = os.fsync

    def note_and_sync(handle: int) -> None:
        fsync(handle)
        synced.add(os.fstat(handle).st_ino)

    monkeypatch.setattr(os, "fsync", note_and_sync)
    folder = write_everything(tmp_path / "in", title_ratings=spoiled(2000, every=1500))
    ingest(lake, folder, limit=limit)
    files = [path for path in lake.bronze.rglob("*") if path.is_file()]
    assert len(files) == 2 * len(EVERYTHING) + (limit is None)
    assert [path for path in files if path.stat().st_ino not in synced] == []


def test_progress_adds_up(lake: Lake, tmp_path: Path) -> None:
    path = write(tmp_path, f"{RATINGS}.tsv.gz", ratings(100_000))
    seen: list[tuple[str, Any, Any]] = []

    class Recorder:
        def start(self, name: str, total_bytes: int | None) -> None:
            seen.append(("start", name, total_bytes))

        def advance(self, name: str, count: int, rows: int) -> None:
            seen.append(("advance", count, rows))

        def finish(self, name: str, note: str) -> None:
            seen.append(("finish", name, note))

    ingest(lake, path, progress=Recorder())
    size = path.stat().st_size
    assert seen[0] == ("start", path.name, size)
    assert seen[-1] == ("finish", path.name, "delivered")
    assert sum(count for kind, count, _ in seen if kind == "advance") == size
    assert sum(rows for kind, _, rows in seen if kind == "advance") == 100_000


def test_two_deliveries_for_one_day_do_not_overwrite_each_other(lake: Lake, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    write(tmp_path / "in", f"{RATINGS}_{today}.tsv", ratings(20))
    write(tmp_path / "in", "r.tsv", ratings(10))
    with pytest.raises(IngestFailed, match=f"has delivered {RATINGS} for {today} already"):
        ingest(lake, tmp_path / "in")
    assert newest(lake, RATINGS).rows == 20


def test_a_file_of_any_name_ends_as_a_table(
    lake: Lake, server: SimulatorServer, served: Path
) -> None:
    write(served, "index.meta.json", ratings(4))
    ingest(lake, f"{RATINGS}={server.imdb_url}index.meta.json")
    assert [part.file for part in newest(lake, RATINGS).parts] == ["index.meta.json.tsv"]
    assert newest(lake, RATINGS).rows == 4


def test_the_same_bytes_are_delivered_once_whatever_the_date(lake: Lake, tmp_path: Path) -> None:
    path = write(tmp_path, f"{RATINGS}.tsv", ratings(10))
    ingest(lake, path, as_of=date(2026, 1, 1))
    for day in (date(2026, 1, 1), date(2026, 1, 5)):
        assert statuses(ingest(lake, path, as_of=day)) == {RATINGS: "unchanged"}
    assert [d.snapshot_date for d in lake.deliveries("imdb", RATINGS)] == [date(2026, 1, 1)]
    write(tmp_path, f"{RATINGS}.tsv", ratings(11))
    assert statuses(ingest(lake, path, as_of=date(2026, 1, 5))) == {RATINGS: "delivered"}


def test_a_file_without_a_date_stands_for_today(lake: Lake, tmp_path: Path) -> None:
    before = datetime.now(UTC).date()
    [outcome] = ingest(lake, write(tmp_path, "r.tsv", ratings(3))).outcomes
    assert outcome.snapshot_date in (before, datetime.now(UTC).date())


def test_the_name_of_a_file_says_in_bronze_how_it_is_packed(lake: Lake, tmp_path: Path) -> None:
    misnamed = tmp_path / f"{RATINGS}.tsv"
    misnamed.write_bytes(pack(ratings(3)))
    ingest(lake, misnamed)
    assert newest(lake, RATINGS).paths[0].name == f"{RATINGS}.tsv.gz"


def test_a_base_url_may_lack_some_of_the_files(
    lake: Lake, server: SimulatorServer, served: Path
) -> None:
    write_everything(served)
    (served / "title.crew.tsv.gz").unlink()
    report = ingest(lake, server.imdb_url)
    assert statuses(report) == dict.fromkeys(EVERYTHING, "delivered") | {"title.crew": "missing"}


def test_without_an_origin_the_settings_say_where(
    lake: Lake, server: SimulatorServer, served: Path
) -> None:
    write_everything(served)
    report = ingest(lake, imdb={"base_url": server.imdb_url})
    assert statuses(report) == dict.fromkeys(EVERYTHING, "delivered")

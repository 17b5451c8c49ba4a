from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from reelhouse.errors import EXIT_FAILED, EXIT_REFUSED, ReelhouseError
from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.server import SimulatorServer
from reelhouse.sources.ingest import IngestFailed, IngestRefused
from reelhouse.verify import verify_lake
from tests.lakes import EVERYTHING
from tests.sources.files import (
    RATINGS,
    ingest,
    last_run,
    newest,
    pack,
    ratings,
    rows_in,
    statuses,
    table,
    write,
    write_everything,
)


def spoiled(count: int, every: int) -> bytes:
    """Ratings of which some have no number of votes."""
    lines = ratings(count).split(b"\n")
    for line in range(every, count + 1, every):
        lines[line] = lines[line].rpartition(b"\t")[0] + b"\tmany"
    return b"\n".join(lines)


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
    [given] = run["inputs"]
    assert given["name"] == f"imdb/{RATINGS}"
    assert hashlib.sha256((lake.root / given["path"]).read_bytes()).hexdigest() == given["sha256"]
    [step] = run["steps"]
    assert (step["rows_in"], step["rows_out"], step["rows_rejected"]) == (5000, 4998, 2)
    [gate] = run["gates"]
    assert (gate["name"], gate["verdict"]) == (f"reject_share:{RATINGS}", "passed")
    assert (gate["figure"], gate["limit"]) == (2 / 5000, 0.001)
    [delivered] = run["outcome"]["deliveries"]
    assert delivered["reasons"] == {"numVotes is not a whole number of up to 8 digits": 2}


def test_a_few_bad_rows_are_kept_aside_and_later_layers_read_the_others(
    lake: Lake, tmp_path: Path
) -> None:
    text = spoiled(5000, every=2000).replace(b"tt0000007\t", b"tt\xff000007\t")
    path = write(tmp_path, f"{RATINGS}.tsv.gz", text)
    report = ingest(lake, path)
    delivery = newest(lake, RATINGS)
    [part] = delivery.parts
    assert (delivery.folder / part.file).read_bytes() == path.read_bytes()
    assert part.accepted_file == f"{RATINGS}.accepted.tsv.gz"
    assert (part.rows, part.rejected_rows, delivery.rows) == (5000, 3, 4997)
    good = [row for n, row in enumerate(text.split(b"\n")[1:-1], 2) if n not in (8, 2001, 4001)]
    assert rows_in(delivery.paths[0]) == good
    assert hashlib.sha256(delivery.paths[0].read_bytes()).hexdigest() == part.accepted_sha256

    rejects = lake.rejects / report.run_id / f"{RATINGS}.jsonl"
    records = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert [record["line"] for record in records] == [8, 2001, 4001]
    assert bytes.fromhex(records[0]["hex"]) == text.split(b"\n")[7]
    assert records[0]["reason"] == "not UTF-8"
    assert records[1]["text"].encode() == text.split(b"\n")[2000]


def test_too_many_bad_rows_refuse_the_file_and_the_others_go_in(lake: Lake, tmp_path: Path) -> None:
    folder = write_everything(tmp_path / "in", title_ratings=spoiled(1000, every=250))
    with pytest.raises(IngestRefused) as caught:
        ingest(lake, folder)
    assert caught.value.exit_code == EXIT_REFUSED
    message = str(caught.value)
    assert "4 of 1,000 rows break the contract of title.ratings: 0.400%" in message
    for line in (251, 501, 751):
        assert f"{RATINGS}.tsv.gz:{line}: numVotes is not a whole number" in message
    assert ":1001:" not in message
    kept = lake.rejects / caught.value.report.run_id / f"{RATINGS}.jsonl"
    assert str(kept) in message
    assert len(kept.read_text().splitlines()) == 4
    expected = dict.fromkeys(EVERYTHING, "delivered") | {RATINGS: "refused"}
    assert statuses(caught.value.report) == expected
    assert lake.deliveries("imdb", RATINGS) == []
    run = last_run(lake)
    assert run["status"] == "refused"
    assert [g["name"] for g in run["gates"] if g["verdict"] == "failed"] == [
        f"reject_share:{RATINGS}"
    ]


def test_more_bad_rows_pass_where_the_settings_allow_them(lake: Lake, tmp_path: Path) -> None:
    path = write(tmp_path, f"{RATINGS}.tsv", spoiled(1000, every=250))
    ingest(lake, path, max_reject_share=0.004)
    assert newest(lake, RATINGS).rows == 996


def test_files_that_are_no_good_do_not_keep_the_others_out(lake: Lake, tmp_path: Path) -> None:
    folder = write_everything(
        tmp_path / "in",
        title_ratings=b"tconst\trating\tnumVotes\ntt0000001\t8.0\t1\n",
        title_crew=b"",
    )
    truncated = folder / "title.akas.tsv.gz"
    truncated.write_bytes(truncated.read_bytes()[:-4])
    with pytest.raises(IngestFailed) as caught:
        ingest(lake, folder)
    assert caught.value.exit_code == EXIT_FAILED
    message = str(caught.value)
    assert f"{RATINGS}.tsv.gz:1: the header is not that of title.ratings" in message
    assert "title.crew.tsv.gz: the file is empty" in message
    assert "title.akas.tsv.gz: the gzip stream ends in the middle" in message
    bad = dict.fromkeys((RATINGS, "title.crew", "title.akas"), "failed")
    assert statuses(caught.value.report) == dict.fromkeys(EVERYTHING, "delivered") | bad
    assert last_run(lake)["status"] == "failed"
    assert list(lake.incoming.iterdir()) == []


def test_repeated_keys_are_rejected_near_and_far(lake: Lake, tmp_path: Path) -> None:
    lines = ratings(3000).split(b"\n")[:-1]
    lines[10] = lines[9]
    lines[2900] = lines[100]
    path = write(tmp_path, f"{RATINGS}.tsv", b"\n".join(lines))
    report = ingest(lake, path)
    [kept] = (lake.rejects / report.run_id).iterdir()
    records = [json.loads(line) for line in kept.read_text().splitlines()]
    assert [(record["line"], record["reason"]) for record in records] == [
        (11, "duplicate key, first at line 10"),
        (2901, "duplicate key, first at line 101"),
    ]
    assert rows_in(newest(lake, RATINGS).paths[0]) == lines[1:10] + lines[11:2900] + lines[2901:]


def test_parts_of_one_delivery_share_their_keys(lake: Lake, tmp_path: Path) -> None:
    lines = ratings(3000).split(b"\n")
    write(tmp_path / "in", "a.tsv", b"\n".join(lines[:1001]))
    write(tmp_path / "in", "b.tsv.gz", b"\n".join([lines[0], *lines[1000:]]))
    report = ingest(lake, tmp_path / "in")
    delivery = newest(lake, RATINGS)
    assert [(part.file, part.rows, part.rejected_rows) for part in delivery.parts] == [
        ("a.tsv", 1000, 0),
        ("b.tsv.gz", 2001, 1),
    ]
    [kept] = (lake.rejects / report.run_id).iterdir()
    assert json.loads(kept.read_text())["reason"] == "duplicate key, first at a.tsv:1001"
    assert [row for path in delivery.paths for row in rows_in(path)] == lines[1:-1]


def test_files_of_the_same_name_from_two_folders_are_parts(lake: Lake, tmp_path: Path) -> None:
    lines = ratings(20).split(b"\n")
    one = write(tmp_path / "one", "r.tsv", b"\n".join(lines[:11]))
    two = write(tmp_path / "two", "r.tsv", b"\n".join([lines[0], *lines[11:]]))
    ingest(lake, one, two)
    assert sorted(part.file for part in newest(lake, RATINGS).parts) == ["2-r.tsv", "r.tsv"]
    assert newest(lake, RATINGS).rows == 20


def test_files_of_the_same_name_keep_their_rejects_apart(lake: Lake, tmp_path: Path) -> None:
    one = write(tmp_path / "one", "x.tsv", table(RATINGS, [("tt1", "8.0", "1")]))
    two = write(tmp_path / "two", "x.tsv", table("title.crew", [("tt2", "\\N", "\\N")]))
    with pytest.raises(IngestRefused) as caught:
        ingest(lake, one, two)
    folder = lake.rejects / caught.value.report.run_id
    kept = {path.name: json.loads(path.read_text())["text"] for path in folder.iterdir()}
    assert kept == {
        f"{RATINGS}_x.jsonl": "tt1\t8.0\t1",
        "title.crew_x.jsonl": "tt2\t\\N\t\\N",
    }


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


def test_a_base_url_without_any_file_is_an_error(lake: Lake, server: SimulatorServer) -> None:
    with pytest.raises(IngestFailed, match="404 Not Found"):
        ingest(lake, server.imdb_url)


def test_without_an_origin_the_settings_say_where(
    lake: Lake, server: SimulatorServer, served: Path
) -> None:
    write_everything(served)
    report = ingest(lake, imdb={"base_url": server.imdb_url})
    assert statuses(report) == dict.fromkeys(EVERYTHING, "delivered")


def test_one_busy_file_does_not_keep_the_others_out(
    lake: Lake, server: SimulatorServer, served: Path
) -> None:
    write_everything(served)
    server.faults.add(Fault("/imdb/title.akas*", status=503))
    with pytest.raises(IngestFailed, match=r"title.akas.tsv.gz: the server answers 503"):
        ingest(lake, server.imdb_url)
    assert len(lake.sources()["imdb"]) == 6


def test_only_one_ingest_runs_at_a_time(lake: Lake, tmp_path: Path) -> None:
    path = write(tmp_path, "r.tsv", ratings(3))
    with lake.exclusive("ingest"), pytest.raises(ReelhouseError, match="another ingest"):
        ingest(lake, path)


INGEST_THAT_DIES_DELIVERED = """
import os, signal, sys
from pathlib import Path
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.sources.ingest import ingest_imdb
deliver = Lake.deliver
def deliver_and_die(*arguments):
    deliver(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
Lake.deliver = deliver_and_die
lake = Lake(Path(sys.argv[1]))
ingest_imdb(lake, load_settings(lake=lake.root), [sys.argv[2]])
"""


def test_what_a_killed_run_had_delivered_is_on_record(lake: Lake, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", f"{RATINGS}.tsv", ratings(10)).parent

    killed = subprocess.run(
        [sys.executable, "-c", INGEST_THAT_DIES_DELIVERED, str(lake.root), str(folder)],
        check=False,
        capture_output=True,
    )

    assert killed.returncode == -9, killed.stderr.decode()
    [part] = newest(lake, RATINGS).parts
    [finding] = verify_lake(lake)
    assert finding.path.endswith(part.file)
    assert finding.problem == ""
    assert statuses(ingest(lake, folder)) == {RATINGS: "unchanged"}

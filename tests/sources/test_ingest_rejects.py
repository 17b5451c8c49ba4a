from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from reelhouse.errors import EXIT_REFUSED
from reelhouse.lake import Lake
from reelhouse.sources.ingest import IngestRefused
from tests.lakes import EVERYTHING
from tests.sources.files import (
    RATINGS,
    ingest,
    last_run,
    newest,
    ratings,
    rows_in,
    spoiled,
    statuses,
    table,
    write,
    write_everything,
)


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

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from reelhouse.errors import UsageError
from reelhouse.lake import Lake
from reelhouse.sources.ingest import IngestFailed
from tests.lakes import EVERYTHING
from tests.sources.bulk.plain_reader import header
from tests.sources.files import (
    RATINGS,
    ids_in,
    ingest,
    last_run,
    newest,
    rows_in,
    statuses,
    table,
    write_everything,
)


def test_the_first_titles_and_all_that_belongs_to_them(lake: Lake, tmp_path: Path) -> None:
    folder = write_everything(tmp_path)
    report = ingest(lake, folder, limit=1)
    assert statuses(report) == dict.fromkeys(EVERYTHING, "delivered")
    for resource in ("title.basics", RATINGS, "title.akas", "title.crew", "title.principals"):
        assert ids_in(lake, resource) == {"tt0000001"}
    assert ids_in(lake, "title.episode") == set()
    assert ids_in(lake, "name.basics") == {"nm0000001", "nm0000002"}
    for resource in EVERYTHING:
        [part] = newest(lake, resource).parts
        path = newest(lake, resource).folder / part.file
        assert part.limit == 1
        assert part.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert part.rows == len([row for row in rows_in(path) if row])
        assert gzip.decompress(path.read_bytes()).startswith(header(resource) + b"\n")
    steps = {step["name"]: step for step in last_run(lake)["steps"]}
    basics = steps["ingest:title.basics"]
    assert (basics["rows_in"], basics["rows_out"]) == (len(EVERYTHING["title.basics"]), 1)
    assert statuses(ingest(lake, folder, limit=1)) == dict.fromkeys(EVERYTHING, "unchanged")
    assert statuses(ingest(lake, folder, limit=2))["title.basics"] == "delivered"


def test_a_limit_skips_rejected_rows(lake: Lake, tmp_path: Path) -> None:
    rows = [*EVERYTHING["title.basics"][:1], ("tt00", *EVERYTHING["title.basics"][1][1:])]
    rows += EVERYTHING["title.basics"][2:]
    folder = write_everything(tmp_path, title_basics=table("title.basics", rows))
    ingest(lake, folder, limit=2, max_reject_share=0.5)
    assert ids_in(lake, "title.basics") == {"tt0000001", "tt0000003"}
    assert newest(lake, "title.basics").parts[0].rejected_rows == 0


def test_a_limit_takes_its_titles_from_bronze_where_they_are_not_given(
    lake: Lake, tmp_path: Path
) -> None:
    write_everything(tmp_path)
    with pytest.raises(IngestFailed, match=r"--limit counts titles of title.basics"):
        ingest(lake, tmp_path / f"{RATINGS}.tsv.gz", limit=1)
    ingest(lake, tmp_path / "title.basics.tsv.gz")
    ingest(lake, tmp_path / f"{RATINGS}.tsv.gz", limit=2)
    assert ids_in(lake, RATINGS) == {"tt0000001", "tt0000002"}
    with pytest.raises(IngestFailed, match="by their credits"):
        ingest(lake, tmp_path / "name.basics.tsv.gz", limit=1)


def test_a_limit_below_one_is_wrong_usage(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        ingest(lake, write_everything(tmp_path), limit=0)

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from reelhouse.gold import require_current
from reelhouse.lake import Lake, write_json
from reelhouse.transform.build import build_gold
from reelhouse.verify import verify_lake
from tests.lakes import deliver_everything, new_lake, settings_of


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = new_lake(tmp_path)
    deliver_everything(lake)
    build_gold(lake, settings_of(lake))
    return lake


def problems(lake: Lake) -> dict[str, str]:
    return {finding.path: finding.problem for finding in verify_lake(lake) if finding.problem}


def test_an_untouched_lake_matches_its_evidence(lake: Lake) -> None:
    findings = verify_lake(lake)

    assert [f for f in findings if f.problem] == []
    checked = {f.path.split("/")[0] for f in findings}
    assert checked == {"bronze", "gold"}
    assert len([f for f in findings if f.path.endswith(".tsv")]) == 7


def test_a_flipped_byte_in_gold_is_named(lake: Lake) -> None:
    [file] = require_current(lake).table_files("fact_credit")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    assert list(problems(lake)) == [str(file.relative_to(lake.root))]


def test_a_rewritten_table_is_named(lake: Lake) -> None:
    [file] = require_current(lake).table_files("fact_rating_snapshot")
    with duckdb.connect() as connection:
        connection.execute(f"create table t as select * from '{file}'")
        connection.execute("update t set average_rating = 9.9")
        connection.execute(f"copy t to '{file}' (format parquet)")

    assert list(problems(lake)) == [str(file.relative_to(lake.root))]


def test_a_missing_and_an_extra_file_are_named(lake: Lake) -> None:
    build = require_current(lake)
    [gone] = build.table_files("dim_person")
    gone.unlink()
    extra = build.folder / "dim_title" / "more.parquet"
    extra.write_bytes(b"")

    assert problems(lake) == {
        str(gone.relative_to(lake.root)): "the file is missing",
        str(extra.relative_to(lake.root)): "the build does not know this file",
    }


def test_changed_bronze_is_named(lake: Lake) -> None:
    [file] = lake.deliveries("imdb", "title.ratings")[0].paths
    file.write_bytes(file.read_bytes().replace(b"8.0", b"9.0"))

    assert list(problems(lake)) == [str(file.relative_to(lake.root))]


def test_a_manifest_made_to_fit_is_named(lake: Lake) -> None:
    build = require_current(lake)
    manifest = build.folder / "manifest.json"
    build.manifest["tables"]["dim_title"]["rows"] = 5
    write_json(manifest, build.manifest)

    assert str(manifest.relative_to(lake.root)) in problems(lake)


def test_bronze_without_evidence_is_named(lake: Lake) -> None:
    for record in lake.evidence.glob("*-ingest-*.json"):
        record.unlink()

    assert set(problems(lake).values()) == {"no run's evidence knows this file"}

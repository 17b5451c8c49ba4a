from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from reelhouse.errors import ReelhouseError
from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.storage import read_json, sha256_of, write_json
from reelhouse.verify import verify_lake
from tests.lakes import CREW, copy_of, deliver
from tests.small_lake import small_lake


@pytest.fixture
def lake(shared_folder: Path, tmp_path: Path) -> Lake:
    """A copy of a built lake, to spoil."""
    return copy_of(small_lake(shared_folder), tmp_path)


def problems(lake: Lake) -> dict[str, str]:
    return {finding.path: finding.problem for finding in verify_lake(lake) if finding.problem}


def test_an_untouched_lake_matches_its_evidence(lake: Lake) -> None:
    findings = verify_lake(lake)

    assert [f for f in findings if f.problem] == []
    checked = {f.path.split("/")[0] for f in findings}
    assert checked == {"bronze", "gold"}
    assert len([f for f in findings if f.path.endswith(".tsv")]) == 7
    assert len([f for f in findings if f.path.endswith(".meta.json")]) == 7


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
    for record in lake.evidence.glob("*-build-*.json"):
        record.unlink()

    found = problems(lake)

    [file] = lake.deliveries("imdb", "title.ratings")[0].paths
    assert found[str(file.relative_to(lake.root))] == "no run's evidence knows this file"
    assert len(found) == 2 * 7 + 1


def test_a_delivery_that_is_gone_is_named(lake: Lake) -> None:
    delivery = lake.deliveries("imdb", "title.crew")[0]
    shutil.rmtree(delivery.folder)

    [(path, problem)] = problems(lake).items()

    assert path.startswith("bronze/imdb/title.crew/")
    assert problem == "the file is missing"


def test_a_sidecar_made_to_fit_is_named(lake: Lake) -> None:
    delivery = lake.deliveries("imdb", "title.ratings")[0]
    [file] = delivery.paths
    file.write_bytes(file.read_bytes().replace(b"8.0", b"9.0"))
    [sidecar] = delivery.folder.glob("*.meta.json")
    changed = sha256_of(file)
    write_json(sidecar, read_json(sidecar) | {"sha256": changed, "accepted_sha256": changed})

    assert set(problems(lake)) == {
        str(file.relative_to(lake.root)),
        str(sidecar.relative_to(lake.root)),
    }


def test_a_table_that_is_gone_is_named(lake: Lake) -> None:
    shutil.rmtree(require_current(lake).folder / "dim_title")

    [(path, problem)] = problems(lake).items()

    assert path.endswith("dim_title/data.parquet")
    assert problem == "the file is missing"


def test_a_published_build_that_is_gone_is_named(lake: Lake) -> None:
    shutil.rmtree(require_current(lake).folder)

    assert list(problems(lake)) == ["gold/current.json"]


def test_a_delivery_that_was_taken_in_again_is_not_missed(lake: Lake) -> None:
    shutil.rmtree(lake.deliveries("imdb", "title.crew")[0].folder)
    deliver(lake, "title.crew", CREW)

    assert problems(lake) == {}


def test_a_lost_sidecar_is_named(lake: Lake) -> None:
    delivery = lake.deliveries("imdb", "title.crew")[0]
    next(delivery.folder.glob("*.meta.json")).unlink()

    assert problems(lake) == {str(delivery.folder.relative_to(lake.root)): "its sidecar is missing"}


def test_a_sidecar_with_another_day_is_named(lake: Lake) -> None:
    [sidecar] = lake.deliveries("imdb", "title.crew")[0].folder.glob("*.meta.json")
    write_json(sidecar, read_json(sidecar) | {"snapshot_date": "2025-12-31"})

    assert problems(lake) == {
        str(sidecar.relative_to(lake.root)): "it says another day or run than its folder"
    }


def test_where_there_is_no_lake_nothing_is_well(tmp_path: Path) -> None:
    with pytest.raises(ReelhouseError, match="no lake here"):
        verify_lake(Lake(tmp_path / "typo"))

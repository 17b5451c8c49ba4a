from __future__ import annotations

from pathlib import Path

import pytest

from reelhouse.objects.copy import (
    changes_since,
    is_blank,
    is_immutable,
    is_small,
    make_blank,
    place_bytes,
    scan,
    stamp,
    work_of,
)
from reelhouse.objects.head import Entry
from reelhouse.storage import sha256_of


@pytest.mark.parametrize(
    ("path", "never_changes", "at_once", "work"),
    [
        ("bronze/imdb/title.ratings/2026-01-01_x/title.ratings.tsv.gz", True, False, "ingest"),
        ("bronze/imdb/title.ratings/2026-01-01_x/f.tsv.gz.meta.json", True, True, "ingest"),
        ("gold/current.json", False, True, "build"),
        ("gold/20260101T000000Z-abc/manifest.json", True, True, "build"),
        ("gold/20260101T000000Z-abc/dim_title/dim_title.parquet", True, False, "build"),
        ("models/hits/champion.json", False, True, "train"),
        ("models/hits/v1/model.joblib", True, False, "train"),
        ("models/mlflow/hits/1/model.joblib", False, True, "train"),
        ("evidence/20260101T000000000Z-ingest-abcdef.json", False, True, "ingest"),
        ("evidence/20260101T000000000Z-rollback-abcdef.json", False, True, "build"),
        ("evidence/20260101T000000000Z-report-abcdef.json", False, True, ""),
        (".state/limits.sqlite", False, True, "ingest"),
        (".state/pseudonyms.secret", False, True, ""),
        ("title_overrides.csv", False, True, "titles"),
    ],
)
def test_what_a_file_is_its_path_says(
    path: str, never_changes: bool, at_once: bool, work: str
) -> None:
    assert (is_immutable(path), is_small(path), work_of(path)) == (never_changes, at_once, work)


def test_what_passes_does_not_belong_to_the_lake(tmp_path: Path) -> None:
    kept = {"gold/b1/manifest.json", "gold/b1/t/t.parquet", ".state/limits.sqlite"}
    passing = {
        "gold/b2/t/t.parquet",  # a build that is not done
        ".cache/spill/x",
        ".locks/build.lock",
        "incoming/.staging/x",
        "incoming/title.basics.tsv.gz.part",
        ".state/limits.sqlite-wal",
        "models/hits/.v2.tmp/model.joblib",
    }
    for path in kept | passing:
        place_bytes(tmp_path / path, b"1")
    assert scan(tmp_path).keys() == kept


def test_changes_are_seen_and_times_alone_are_none(tmp_path: Path) -> None:
    pointer, table = "gold/current.json", "gold/b1/t/t.parquet"
    for path in (pointer, table, "gold/b1/manifest.json"):
        place_bytes(tmp_path / path, b"1")
    sha256 = sha256_of(tmp_path / pointer)
    files = {p: Entry(sha256, 1, '"e"', p) for p in (pointer, table, "gold/b1/manifest.json")}
    stamps = {pointer: stamp(tmp_path / pointer)}
    assert not changes_since(tmp_path, files, stamps)

    place_bytes(tmp_path / pointer, b"1")
    assert not changes_since(tmp_path, files, stamps)

    place_bytes(tmp_path / pointer, b"2")
    place_bytes(tmp_path / "gold/b2/manifest.json", b"1")
    (tmp_path / table).unlink()
    changes = changes_since(tmp_path, files, stamps)
    assert changes.new == ("gold/b2/manifest.json", pointer)
    assert changes.gone == (table,)
    assert changes.removes_for_good


def test_a_blank_has_the_size_and_no_content(tmp_path: Path) -> None:
    path = tmp_path / "gold/b1/t/t.parquet"
    make_blank(path, 5_000_000)
    assert is_blank(path)
    assert path.stat().st_size == 5_000_000
    place_bytes(path, b"PAR1")
    assert not is_blank(path)


def test_a_secret_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / ".state" / "pseudonyms.secret"
    place_bytes(path, b"1")
    assert path.stat().st_mode & 0o777 == 0o600

"""What is known of files of bronze, and what is read for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from reelhouse.removal import KEPT
from reelhouse.transform.days import index
from reelhouse.transform.days.index import Index, Shared, index_of
from tests.transform.days.deliveries import RESOURCE, deliver


def test_a_file_that_is_known_is_not_looked_into_again(tmp_path: Path) -> None:
    pieces = [deliver(tmp_path, [(1, 0), (2, 1)], 5, 0), deliver(tmp_path, [(3, 1)], 6, 1)]
    with duckdb.connect() as connection:
        first = index_of(connection, RESOURCE, pieces, tmp_path / "index.json")
        for piece in pieces:
            piece.path.unlink()
        again = index_of(connection, RESOURCE, pieces, tmp_path / "index.json")

    assert first == again
    assert first.rows[pieces[0].sha256] == {"2026-01-01": 1, "2026-01-02": 1}


def pairs(found: Index) -> set[frozenset[tuple[str, tuple[str, ...]]]]:
    """Which files share keys on which days, whichever of two is named first."""
    return {frozenset([(p.one, p.days), (p.other, p.other_days)]) for p in found.shared}


def test_keys_in_common_are_found_in_whatever_portions(tmp_path: Path) -> None:
    pieces = [
        deliver(tmp_path, [(number, number % 3) for number in range(20)], 5, 0),
        deliver(tmp_path, [(3, 1), (40, 0)], 6, 1),
        deliver(tmp_path, [(4, 1), (41, 0)], 7, 2),
    ]
    with duckdb.connect() as connection:
        whole = index_of(connection, RESOURCE, pieces, tmp_path / "whole.json")
        index.KEYS_AT_ONCE, kept = 5, index.KEYS_AT_ONCE
        try:
            in_portions = index_of(connection, RESOURCE, pieces, tmp_path / "portions.json")
        finally:
            index.KEYS_AT_ONCE = kept
    told = pairs(whole)

    assert told == pairs(in_portions)
    one, two, three = (piece.sha256 for piece in pieces)
    assert told == {
        frozenset([(one, ("2026-01-01",)), (two, ("2026-01-02",))]),
        frozenset([(one, ("2026-01-02",)), (three, ("2026-01-02",))]),
    }


def test_files_that_are_gone_are_forgotten_and_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    cache = tmp_path / "index.json"
    pieces = [deliver(tmp_path, [(1, 0)], 5, 0), deliver(tmp_path, [(1, 1)], 6, 1)]
    with duckdb.connect() as connection:
        both = index_of(connection, RESOURCE, pieces, cache)
        alone = index_of(connection, RESOURCE, pieces[1:], cache)
        cache.write_text("{}")
        anew = index_of(connection, RESOURCE, pieces, cache)

    assert [type(pair) for pair in both.shared] == [Shared]
    assert (set(alone.rows), alone.shared) == ({pieces[1].sha256}, ())
    assert anew == both


def test_what_was_put_together_of_several_files_may_hold_a_key_twice(tmp_path: Path) -> None:
    piece = deliver(tmp_path, [(1, 0), (2, 0), (1, 3)], 5, 0, KEPT)
    with duckdb.connect() as connection:
        found = index_of(connection, RESOURCE, [piece], tmp_path / "index.json")

    days = (("2026-01-01",), ("2026-01-04",))
    assert found.shared == (Shared(piece.sha256, days[0], piece.sha256, days[1]),)


def test_files_whose_keys_lie_apart_are_not_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = [deliver(tmp_path, [(3 * n, 0), (3 * n + 1, 1)], 5, n) for n in range(3)]
    compared: list[tuple[Any, ...]] = []

    def compare(*found: Any) -> list[Shared]:
        compared.append(found)
        return []

    monkeypatch.setattr(index, "_compare", compare)
    with duckdb.connect() as connection:
        index_of(connection, RESOURCE, pieces, tmp_path / "index.json")
        assert compared == []
        index_of(connection, RESOURCE, [*pieces, deliver(tmp_path, [(2, 0), (4, 0)], 6, 9)],
                 tmp_path / "index.json")  # fmt: skip

    [(_, _, new, old, count)] = compared
    assert ([piece.path.name for piece in new], count) == (["6-9.accepted.parquet"], 2)
    assert [piece.path.name for piece in old] == ["5-1.accepted.parquet"]

from __future__ import annotations

import gzip
from pathlib import Path

from benchmarks.universe import find_universe

from reelhouse.sources.imdb import CONTRACTS


def test_rows_are_counted_where_nothing_says_how_many(tmp_path: Path) -> None:
    for resource, contract in CONTRACTS.items():
        with gzip.open(tmp_path / f"{resource}.tsv.gz", "wb") as file:
            file.write(contract.header + b"\nrow\nrow\n")
    universe = find_universe(tmp_path, scale=1.0)
    assert universe.rows == 2 * len(CONTRACTS)
    assert universe.bytes == sum(path.stat().st_size for path in tmp_path.iterdir())

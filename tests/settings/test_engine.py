from __future__ import annotations

from typing import Any

import pytest

from reelhouse.settings import load_settings


@pytest.mark.parametrize(
    ("engine", "reads"),
    [
        ({"name": "duckdb"}, False),
        ({"name": "spark"}, False),
        ({"name": "spark", "spark": {"master": "spark://host:7077"}}, True),
        ({"name": "spark", "spark": {"reads_store": True}}, True),
        ({"name": "spark", "spark": {"master": "spark://host:7077", "reads_store": False}}, False),
        ({"name": "duckdb", "spark": {"reads_store": True}}, False),
    ],
)
def test_executors_of_a_cluster_read_the_store_unless_told_otherwise(
    engine: dict[str, Any], reads: bool
) -> None:
    assert load_settings(engine=engine).engine.reads_store is reads

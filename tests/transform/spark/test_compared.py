from __future__ import annotations

from reelhouse.transform.declarations import declaration
from reelhouse.transform.inputs import gold_models
from reelhouse.transform.spark.compared import COMPARED, not_compared


def test_what_was_compared_is_a_table_that_spark_makes() -> None:
    assert COMPARED.issubset(gold_models())
    assert not [table for table in COMPARED if declaration(table).is_computed]


def test_all_others_are_named() -> None:
    assert not_compared(["dim_date", "b", "a"]) == ["a", "b"]

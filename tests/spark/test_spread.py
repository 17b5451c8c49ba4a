"""Work that Python does in parts is done on the executors."""

from __future__ import annotations

import os

import pandas as pd
import pytest

from reelhouse.lake import Lake
from reelhouse.spread import on_rows
from reelhouse.transform.spark.catalog import Catalog
from reelhouse.transform.spark.session import open_session
from tests.spark.conftest import spark_settings


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("spread")
    return Catalog(open_session(spark_settings(Lake(folder / "lake")).engine, folder))


def test_every_part_is_worked_on_elsewhere_and_comes_back_in_order(catalog: Catalog) -> None:
    rows = pd.DataFrame({"value": range(20)}, index=range(100, 120))

    made = on_rows(catalog.on_executors, _with_process, rows, 3)

    assert made["value"].tolist() == list(range(20))
    assert made.index.tolist() == list(range(100, 120))
    assert os.getpid() not in set(made["process"])


def test_nothing_is_no_work(catalog: Catalog) -> None:
    assert catalog.on_executors(_with_process, []) == []


def test_what_goes_wrong_there_is_told_here(catalog: Catalog) -> None:
    with pytest.raises(Exception, match="no column named"):
        catalog.on_executors(_fail, [1, 2])


def _with_process(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(process=os.getpid())


def _fail(part: int) -> int:
    raise KeyError(f"no column named {part}")

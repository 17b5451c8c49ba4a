from __future__ import annotations

from pathlib import Path

from reelhouse.lake import Lake
from reelhouse.transform.spark.session import open_session
from tests.spark.conftest import spark_settings


def test_a_session_is_kept_and_one_that_was_lost_is_started_anew(tmp_path: Path) -> None:
    settings = spark_settings(Lake(tmp_path / "lake")).engine
    first = open_session(settings, tmp_path)
    assert open_session(settings, tmp_path) is first

    # as where the cluster goes away: Python still holds what it believes to be a session
    first.sparkContext._jsc.sc().stop()

    again = open_session(settings, tmp_path)
    assert again is not first
    assert again.sql("select 1 + 1").collect()[0][0] == 2

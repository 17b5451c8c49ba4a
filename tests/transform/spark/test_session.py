from __future__ import annotations

from pathlib import Path

import pytest

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.gold import current_build
from reelhouse.settings import load_settings
from reelhouse.settings.engine import EngineSettings, SparkSettings
from reelhouse.transform.build import build_gold
from reelhouse.transform.spark.catalog import address, columns_as_types, empty, value_literal
from reelhouse.transform.spark.java import Java, find_java, what_is_wrong
from reelhouse.transform.spark.session import missing_packages, settings_of_session
from tests.lakes import deliver_everything, new_lake, settings_of


def engine(**spark: object) -> EngineSettings:
    settings = SparkSettings.model_validate(spark)
    return EngineSettings(name="spark", memory_limit="2GiB", threads=3, spark=settings)


def test_what_the_lake_says_reaches_spark(tmp_path: Path) -> None:
    conf = settings_of_session(
        engine(
            master="spark://host:7077",
            packages=["org.example:a:1", "org.example:b:2"],
            conf={"spark.executor.instances": "4", "spark.driver.memory": "3g"},
        ),
        tmp_path,
    )

    assert conf["spark.master"] == "spark://host:7077"
    assert conf["spark.jars.packages"] == "org.example:a:1,org.example:b:2"
    assert conf["spark.executor.instances"] == "4"
    assert conf["spark.driver.memory"] == "3g"


def test_spark_takes_no_more_than_the_engine_may(tmp_path: Path) -> None:
    conf = settings_of_session(engine(master="local[3]"), tmp_path)

    assert conf["spark.driver.memory"] == "2048m"
    assert conf["spark.sql.shuffle.partitions"] == "3"
    assert conf["spark.driver.host"] == "127.0.0.1"


def test_what_models_mean_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(ReelhouseError, match=r"spark\.sql\.ansi\.enabled"):
        settings_of_session(engine(conf={"spark.sql.ansi.enabled": "false"}), tmp_path)


def test_no_secret_stands_in_the_settings(tmp_path: Path) -> None:
    conf = {"spark.hadoop.fs.s3a.secret.key": "abc"}

    with pytest.raises(UsageError, match=r"fs\.s3a\.secret\.key"):
        load_settings(lake=tmp_path, engine={"spark": {"conf": conf}})


def test_the_engine_of_one_build(tmp_path: Path) -> None:
    settings = load_settings(lake=tmp_path)

    assert settings.with_engine("spark").engine.name == "spark"
    assert settings.with_engine(None).engine.name == "duckdb"


@pytest.mark.parametrize(
    ("said", "version", "fits"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17, True),
        ('java version "1.8.0_202"', 1, False),
        ('openjdk version "25" 2025-09-16', 25, True),
        ("what?", 0, False),
    ],
)
def test_java_is_asked_for_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, version: int, fits: bool
) -> None:
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
    program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    java = find_java()

    assert java == Java(program, version)
    assert (what_is_wrong(java) == "") == fits


def test_a_home_without_java_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    assert find_java() is None
    assert str(tmp_path) in what_is_wrong(find_java())


@pytest.mark.skipif(not missing_packages(), reason="the extra spark is installed")
def test_without_the_extra_a_build_on_spark_is_refused(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    deliver_everything(lake)

    with pytest.raises(ReelhouseError, match=r"pyspark and dbt-spark") as refused:
        build_gold(lake, settings_of(lake).with_engine("spark"))

    assert "reelhouse[spark]" in refused.value.advice
    assert current_build(lake) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (2, "2"),
        ("it's a \\", "'it\\'s a \\\\'"),
        (b"\x00\xff", "X'00ff'"),
    ],
)
def test_values_as_spark_has_them(value: object, text: str) -> None:
    assert value_literal(value) == text


def test_types_as_spark_names_them() -> None:
    columns = {"a": "VARCHAR", "b": "timestamp", "c": "decimal(18,2)", "order": "bigint"}

    assert columns_as_types(columns) == (
        "`a` string, `b` timestamp_ntz, `c` decimal(18,2), `order` bigint"
    )
    assert empty({"a": "varchar"}) == "select cast(null as string) as `a` where false"


@pytest.mark.parametrize("name", ["a[1]", "a{b}", "a*", "a?"])
def test_a_path_that_spark_takes_for_a_pattern_is_refused(name: str) -> None:
    with pytest.raises(ReelhouseError, match="pattern"):
        address(Path("/lake") / name)

"""Builds on Spark: `make test-spark` runs them, in an environment of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from reelhouse.lake import Lake
from reelhouse.settings import Settings, load_settings
from reelhouse.transform.spark.java import find_java, what_is_wrong
from reelhouse.transform.spark.session import missing_packages
from tests.objects.server import Server

# little data: compiling code for it takes longer than running it
SMALL = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": (
        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=240m"
    ),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = missing_packages()
    reason = f"{' and '.join(missing)} not installed: `make test-spark` runs these tests"
    if not missing:
        reason = what_is_wrong(find_java())
    if missing or reason:
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=reason))


def spark_settings(
    lake: Lake,
    *,
    master: str = "local[2]",
    conf: Mapping[str, str] = SMALL,
    reads_store: bool | None = None,
    **changes: Any,
) -> Settings:
    """Settings for a build on Spark with little memory."""
    spark = {"master": master, "conf": conf, "reads_store": reads_store}
    engine = {"name": "spark", "memory_limit": "2GB", "threads": 2, "spark": spark}
    return load_settings(lake=lake.root, engine=engine, **changes)


@pytest.fixture(scope="session", autouse=True)
def one_session() -> Iterator[None]:
    """Spark starts once, and ends with the tests."""
    yield
    end_spark()


@pytest.fixture
def spark_of_its_own(server: Server) -> Iterator[None]:
    """Spark is started by the test: what it starts has the environment of that moment."""
    end_spark()
    yield
    end_spark()


def end_spark() -> None:
    """End the session of this process, if there is one, and its Java."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        running.stop()
    gateway = SparkContext._gateway
    if gateway is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait()
        SparkContext._gateway = SparkContext._jvm = None

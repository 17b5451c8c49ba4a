"""The Spark session of this process."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

from reelhouse.errors import ReelhouseError
from reelhouse.settings.engine import EngineSettings, size_in_bytes
from reelhouse.transform.spark.java import ADVICE, find_java, what_is_wrong

NEEDED = {"pyspark": "pyspark", "dbt.adapters.spark": "dbt-spark"}

# so that the models mean the same as on DuckDB; a lake's settings may not change them
MEANING = {
    # timestamps are in UTC and have no zone of their own
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    # products of decimals keep their places
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    # what does not fit a type is an error and no null
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    # tables live as long as the build
    "spark.sql.catalogImplementation": "in-memory",
}

_started: tuple[Any, dict[str, str]] | None = None
"""The session of this process, and the settings that it was started with."""


def missing_packages() -> list[str]:
    """Packages of the extra `spark` that are not installed."""
    return [package for module, package in NEEDED.items() if not _is_installed(module)]


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def settings_of_session(settings: EngineSettings, scratch: Path) -> dict[str, str]:
    """Spark's settings: what it may take, what the lake's settings say, what models need.

    Args:
        settings: of the engine.
        scratch: folder for what Spark spills.

    Raises:
        ReelhouseError: the settings would change what the models mean.
    """
    threads = settings.threads or os.cpu_count() or 1
    is_local = settings.spark.master.startswith("local")
    conf = {
        "spark.app.name": "reelhouse",
        "spark.master": settings.spark.master,
        "spark.driver.memory": f"{int(size_in_bytes(settings.memory_limit) / 2**20)}m",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.local.dir": str(scratch / "spill"),
        # as many as there are processors; on a cluster Spark joins those that turn out small
        "spark.sql.shuffle.partitions": str(threads) if is_local else "200",
        # few large files, each in order
        "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
        "spark.sql.parquet.compression.codec": "zstd",
        "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
        # checksums stand in the manifest; no files of Hadoop's beside the tables
        "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
    }
    if is_local:
        conf |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    if settings.spark.packages:
        conf["spark.jars.packages"] = ",".join(settings.spark.packages)
    changed = sorted(
        name for name, value in settings.spark.conf.items() if MEANING.get(name, value) != value
    )
    if changed:
        raise ReelhouseError(
            f"'{changed[0]}' must be '{MEANING[changed[0]]}', or the models mean something else",
            where="engine.spark.conf",
            advice="Take it out of the settings.",
        )
    return conf | settings.spark.conf | MEANING


def keep_meaning() -> None:
    """Let dbt-spark leave alone what the models' meaning depends on.

    Before each statement it sets what its profile says, and adds, whatever that is, that ANSI mode
    is off: what does not fit a type would silently be null.
    """
    from dbt.adapters.spark import session as dbt_session

    def cursor(connection: Any) -> Any:
        given = connection.server_side_parameters
        return dbt_session.Cursor(
            server_side_parameters={k: v for k, v in given.items() if k not in MEANING}
        )

    dbt_session.Connection.cursor = cursor


def open_session(settings: EngineSettings, scratch: Path) -> Any:
    """The session of this process, started where there is none with these settings.

    It is kept: starting Spark takes longer than many a model, and the process that ends ends it.

    Raises:
        ReelhouseError: the extra is not installed, there is no Java for it, or Spark did not start.
    """
    if missing := missing_packages():
        raise ReelhouseError(
            f"the engine spark needs {' and '.join(missing)}",
            where="engine.name",
            advice="Install the extra: pip install 'reelhouse[spark]'.",
        )
    if wrong := what_is_wrong(find_java()):
        raise ReelhouseError(f"Spark cannot start: {wrong}", advice=ADVICE)
    from pyspark.sql import SparkSession

    global _started
    # what Python computes for Spark needs the packages of this one
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    keep_meaning()
    wanted = settings_of_session(settings, scratch)
    if _started is not None:
        session, settings_then = _started
        context = session.sparkContext._jsc
        if context is not None:  # nobody has stopped it
            has_ended = context.sc().isStopped()  # the cluster was lost, say
            if wanted == settings_then and not has_ended:
                return session
            session.stop()
    builder: Any = SparkSession.builder
    for name, value in wanted.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:  # whatever the JVM says
        raise ReelhouseError(
            f"Spark did not start: {str(error).splitlines()[0]}",
            where=f"engine.spark.master = {settings.spark.master}",
            advice="`reelhouse doctor` looks for what is wrong.",
        ) from error
    session.sparkContext.setLogLevel(settings.spark.conf.get("spark.log.level", "ERROR"))
    _started = session, wanted
    return session

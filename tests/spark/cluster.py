"""A cluster of Spark's own kind on localhost: a master, and a worker that starts executors."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_MASTER = "org.apache.spark.deploy.master.Master"
_WORKER = "org.apache.spark.deploy.worker.Worker"
HOST = "127.0.0.1"


@contextmanager
def running_cluster(folder: Path) -> Iterator[str]:
    """Start one; gives the master's address. Executors have this process' environment.

    Args:
        folder: for logs and what executors spill.
    """
    with ExitStack() as stack:
        master = stack.enter_context(_started(_MASTER, ("--port", "0"), folder / "master.log"))
        address = _said(master, r"Starting Spark master at (spark://\S+)")
        given = ("--cores", "2", "--memory", "2g", "--work-dir", str(folder / "work"), address)
        worker = stack.enter_context(_started(_WORKER, given, folder / "worker.log"))
        _said(worker, r"Successfully registered with master")
        yield address


@contextmanager
def _started(
    daemon: str, given: tuple[str, ...], log: Path
) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    import pyspark

    home = Path(pyspark.__file__).parent
    options = ("--host", HOST, "--webui-port", "0")
    command = [str(home / "bin" / "spark-class"), daemon, *options, *given]
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_DAEMON_MEMORY": "512m",
    }
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, stdout=file, stderr=subprocess.STDOUT, env=environment, cwd=log.parent
        )
    try:
        yield process, log
    finally:
        process.terminate()
        process.wait()


def _said(started: tuple[subprocess.Popen[bytes], Path], pattern: str) -> str:
    """What a daemon's log says, as soon as it does."""
    process, log = started
    tail = subprocess.Popen(
        ["tail", "-n", "+1", "-F", f"--pid={process.pid}", str(log)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert tail.stdout is not None
    try:
        for line in tail.stdout:
            if found := re.search(pattern, line):
                return found[found.re.groups]
    finally:
        tail.terminate()
        tail.wait()
    raise AssertionError(f"it ended:\n{log.read_text()[-3000:]}")

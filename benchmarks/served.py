"""A server of the dashboards for a while, as a user starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

MOST_SECONDS = 300
WHOLE = "/_stcore/health"
"""Is answered once all is there that pages need."""
BARE = """\
import plotly.graph_objects as go
import streamlit as st

st.title("Bare")
st.plotly_chart(go.Figure(go.Bar(x=[3, 2, 1], y=["a", "b", "c"], orientation="h")))
st.caption("Figures can be asked for with nothing here.")
"""


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(
    config: Path, port: int, log: Path, *, until: str = WHOLE
) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the dashboards.

    Args:
        config: settings of the lake to show.
        port: where to listen.
        log: file for what the server says.
        until: what has to be answered before anything is looked at.
    """
    command = [*_dashboards(config), "--port", str(port)]
    with running(command, port, log, until=until) as process:
        yield process


def prepare(config: Path) -> None:
    """Prepare the pages of a lake for the next server.

    Args:
        config: settings of the lake.
    """
    subprocess.run([*_dashboards(config), "--prepare"], check=True, capture_output=True)


def _dashboards(config: Path) -> list[str]:
    """The command of the dashboards."""
    return [
        sys.executable, "-m", "reelhouse.cli", "--config", str(config.absolute()), "dashboards"
    ]  # fmt: skip


@contextmanager
def serve_bare(port: int, log: Path, *, until: str = WHOLE) -> Iterator[subprocess.Popen[bytes]]:
    """Serve a page of Streamlit with a heading and one chart of Plotly, and nothing else."""
    script = log.with_name("bare.py")
    script.write_text(BARE, encoding="utf-8")
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    options = ["--server.headless=true", "--browser.gatherUsageStats=false"]
    command += [*options, "--server.fileWatcherType=none"]
    with running(command, port, log, until=until) as process:
        yield process


@contextmanager
def running(
    command: list[str], port: int, log: Path, *, until: str = WHOLE
) -> Iterator[subprocess.Popen[bytes]]:
    """A server while it answers.

    Args:
        command: what starts it.
        port: where it listens.
        log: file for what it says.
        until: the path that has to be answered first.
    """
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            stdout=out,
            stderr=out,
            cwd=log.parent,
            env=dict(os.environ),
        )
    try:
        _wait(process, f"http://localhost:{port}{until}", log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text()}")
        try:
            if requests.get(url, timeout=5).ok:
                return
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.02)
    raise RuntimeError(f"the server did not answer within {MOST_SECONDS} s: {log.read_text()}")

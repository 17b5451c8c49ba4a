"""A PostgreSQL of this machine's own, on localhost, with a password."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PASSWORD = "hunter2 of the warehouse"


def _programs() -> Path:
    """Folder of the server's programs; the test is skipped where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    if path := shutil.which("initdb"):
        return Path(path).parent
    pytest.skip("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")


@contextmanager
def running_postgres() -> Iterator[str]:
    """A server with an empty database; gives its address, password included."""
    # not under pytest's folder, which each run of pytest shuts to everybody else
    with tempfile.TemporaryDirectory(prefix="reelhouse-postgres-") as folder:
        Path(folder).chmod(0o711)
        with _running_postgres(Path(folder)) as address:
            yield address


@contextmanager
def _running_postgres(folder: Path) -> Iterator[str]:
    programs = _programs()
    # the server refuses to run as root
    prefix = []
    if os.getuid() == 0:
        if not shutil.which("runuser"):
            pytest.skip("PostgreSQL does not run as root, and nothing here runs it as another")
        prefix = ["runuser", "-u", "nobody", "--"]
    data = folder / "postgres"
    data.mkdir()
    password = folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o644)
    if prefix:
        shutil.chown(data, "nobody")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(program: str, *words: str) -> None:
        done = subprocess.run(
            [*prefix, str(programs / program), *words],
            cwd="/",
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        assert done.returncode == 0, f"{program} failed; see {data / 'log'}"

    run(
        "initdb",
        *("-D", str(data), "-U", "keeper", "-A", "scram-sha-256", "--no-sync"),
        *("--pwfile", str(password), "--locale", "C.UTF-8"),
    )
    options = f"-p {port} -h 127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    run("pg_ctl", "-D", str(data), "-l", str(data / "log"), "-w", "-o", options, "start")
    try:
        yield f"postgresql://keeper:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")

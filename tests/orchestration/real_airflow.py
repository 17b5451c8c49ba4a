"""A real Airflow with a database of its own, asked by its command line as an operator would."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reelhouse.simulator.serving import LocalServer

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "orchestration" / "airflow"
DAG_ID = "reelhouse_nightly"

needs_airflow = pytest.mark.skipif(
    "AIRFLOW_PYTHON" not in os.environ, reason="Airflow is elsewhere: `make test-airflow` runs it"
)

# Airflow must not find the package: where it runs, Reelhouse need not be installed
CALLED = f"/usr/bin/env PYTHONPATH={ROOT / 'src'} {sys.executable} -m reelhouse.cli"

HANGS_AFTER_SECONDS = 3600

_NOT_PASSED_ON = ("AIRFLOW", "NIGHTLY_", "REELHOUSE_", "PYTHONPATH")


@dataclass(frozen=True)
class Task:
    """What became of a task: its state, and how often it was tried."""

    state: str
    tries: int


@dataclass(frozen=True)
class Airflow:
    """An Airflow that reads the DAG from the repository.

    Attributes:
        home: its folder.
        variables: what stands in its environment besides its own settings.
    """

    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        inherited = {n: v for n, v in os.environ.items() if not n.startswith(_NOT_PASSED_ON)}
        own = {
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{self.database}",
            "AIRFLOW__CORE__DAGS_FOLDER": str(FOLDER),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
            "NIGHTLY_REELHOUSE": CALLED,
        }
        return inherited | own | self.variables

    @property
    def database(self) -> Path:
        """Where its state lies."""
        return self.home / "airflow.db"

    def python(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run its Python."""
        return subprocess.run(
            [os.environ["AIRFLOW_PYTHON"], "-W", "ignore", *words],
            cwd=self.home,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=HANGS_AFTER_SECONDS,
        )

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Call its command line."""
        return self.python("-m", "airflow", *words)

    def run(self, day: str = "", **conf: str) -> subprocess.CompletedProcess[str]:
        """Run the DAG once, to its end."""
        given = conf | ({"day": day} if day else {})
        told = ["--conf", json.dumps(given)] if given else []
        # `dags test` cannot close a run that has a deadline: it looks for the deadline by an id,
        # and has what describes it
        undated = Airflow(self.home, {"NIGHTLY_DEADLINE_HOURS": "0", **self.variables})
        return undated.call("dags", "test", DAG_ID, *told)

    def tasks(self) -> dict[str, Task]:
        """What became of each task in the last run."""
        rows = self._rows(
            "select task_id, state, try_number from task_instance where run_id = "
            "(select run_id from dag_run order by id desc limit 1)"
        )
        return {task: Task(state, tries) for task, state, tries in rows}

    def events(self) -> list[tuple[str, dict[str, Any]]]:
        """Every asset that was told of, with what was told, in order."""
        rows = self._rows(
            "select asset.name, event.extra from asset_event event "
            "join asset on asset.id = event.asset_id order by event.id"
        )
        return [(name, json.loads(extra)) for name, extra in rows]

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(sql).fetchall()


def new_airflow(made: Path, home: Path, **variables: str) -> Airflow:
    """An Airflow with a copy of an empty database; making one anew takes seconds."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(made, home / "airflow.db")
    return Airflow(home, variables)


@contextmanager
def webhook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server that is told of failures: its address, and what it has been told."""
    told: list[dict[str, Any]] = []

    async def hear(request: Request) -> Response:
        told.append(await request.json())
        return Response()

    app = Starlette(routes=[Route("/hook/a-secret", hear, methods=["POST"])])
    with LocalServer(app) as server:
        yield f"{server.url}/hook/a-secret", told

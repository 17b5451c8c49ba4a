"""What holds for every source alike: declared, documented, secret, complete after a kill."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pydantic import SecretStr

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.lake import Lake
from reelhouse.settings import Settings, load_settings
from reelhouse.silver import open_silver
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.providers import NAMES
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.settings_file import simulated_sources
from reelhouse.simulator.world import World
from reelhouse.sources.api import ApiSource, Resource
from reelhouse.sources.ingest import IngestReport
from reelhouse.sources.registry import MODULES, source
from reelhouse.sources.run import Request, ingest_source, taken_by
from reelhouse.sources.terms import TERMS
from reelhouse.transform.inputs import PROJECT
from reelhouse.transform.lineage import parents

ROOT = Path(__file__).parents[2]
APIS = [name for name in MODULES if isinstance(source(name), ApiSource)]
FILES = [name for name in NAMES if name not in APIS]
Printed = pytest.CaptureFixture[str]
CANARY = "canary-5b1f0e7d"
_PATH = re.compile(r"json_\w+\(\s*'(\w+)',\s*'([^']+)'")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorServer]:
    root = tmp_path_factory.mktemp("providers")
    with SimulatorServer(root, world=World(titles=60), limits=False) as running:
        yield running


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@dataclass(frozen=True)
class Pulled:
    """A source as it was ingested once, without a stop.

    Attributes:
        lake: where it is.
        settings: with keys that can be told from everything else.
        report: what was said.
        printed: what was shown.
    """

    lake: Lake
    settings: Settings
    report: IngestReport
    printed: str


Pull = Callable[[str, Printed], Pulled]


@pytest.fixture(scope="module")
def pull(server: SimulatorServer, tmp_path_factory: pytest.TempPathFactory) -> Pull:
    """Ingests a source, once for all tests that look at what came."""
    known: dict[str, Pulled] = {}

    def pulled(name: str, capfd: Printed) -> Pulled:
        if name not in known:
            lake = Lake(tmp_path_factory.mktemp("pulled") / "lake")
            settings = _with_canary(settings_of(server, lake), name)
            server.faults.clear()
            capfd.readouterr()
            report = ingest_source(name, lake, settings, Request())
            known[name] = Pulled(lake, settings, report, "".join(capfd.readouterr()))
        return known[name]

    return pulled


def sections_of(server: SimulatorServer) -> dict[str, Any]:
    """Settings of every source; of YouTube, which has most to ask for, with few channels."""
    sections = simulated_sources(server)
    sections["youtube"]["channels"] = sections["youtube"]["channels"][:4]
    return sections


def settings_of(server: SimulatorServer, lake: Lake) -> Settings:
    return load_settings(lake=lake.root, **sections_of(server))


@pytest.mark.parametrize("name", MODULES)
def test_it_has_terms_and_a_page(name: str) -> None:
    assert TERMS[name].origin
    page = (ROOT / "docs" / "sources" / f"{name.replace('_', '-')}.md").read_text()
    assert "reelhouse ingest" in page


@pytest.mark.parametrize("name", MODULES)
def test_every_resource_is_read_by_silver(name: str) -> None:
    declared: Any = source(name)
    if isinstance(declared, ApiSource):
        resources = [resource.name for resource in declared.resources]
    elif hasattr(declared, "tables"):
        resources = [table.name for table in declared.tables]
    else:
        resources = list(declared.contracts)
    read = set().union(*parents().values())
    unread = [r for r in resources if f"{name}__{r.replace('.', '_')}" not in read]
    assert unread == []


@pytest.mark.parametrize("name", APIS)
def test_what_silver_reads_is_watched_for_drift(name: str) -> None:
    declared = source(name)
    assert isinstance(declared, ApiSource)
    by_name = {resource.name: resource for resource in declared.resources}
    for path in (PROJECT / "models" / "silver" / name).glob("*.sql"):
        sql = _with_macros(path.read_text())
        tables = re.findall(r"source\('\w+', '(\w+)'\)", sql)
        known = [by_name[table] for table in tables if table in by_name]
        for column, wanted in _PATH.findall(sql):
            if known and column == "payload":
                top = wanted.split(".")[0].split("[")[0]
                assert any(_watches(resource, top) for resource in known), f"{path.name}: {wanted}"


def _with_macros(sql: str) -> str:
    """The text of a model, and of the macros that it calls."""
    text = "".join(path.read_text() for path in (PROJECT / "macros").glob("*.sql"))
    macros = dict(re.findall(r"\{% macro (\w+)\(.*?%\}(.*?)\{%-? endmacro", text, re.DOTALL))
    called = set(re.findall(r"\b(\w+)\(", sql)) & macros.keys()
    return "".join([sql, *(_with_macros(macros[name]) for name in sorted(called))])


def _watches(resource: Resource, top: str) -> bool:
    return any(path.split(".")[0].split("[")[0] == top for path in resource.fields)


@pytest.mark.parametrize("name", MODULES)
def test_every_silver_model_says_its_grain_and_its_tests(name: str) -> None:
    folder = PROJECT / "models" / "silver" / name
    models = sorted(path.stem for path in folder.glob("*.sql"))
    assert models
    for model in models:
        described = " ".join((folder / f"{model}.yml").read_text().split())
        assert f"name: {model}" in described
        assert re.search(r"[Oo]ne row per", described), f"{model} does not say its grain"


@pytest.mark.parametrize("name", MODULES)
def test_what_it_does_not_take_is_refused(name: str, tmp_path: Path) -> None:
    wishes: dict[str, Request] = {
        "as-of": Request(as_of=date(2026, 1, 5)),
        "since": Request(since=date(2026, 1, 5)),
        "limit": Request(limit=5),
    }
    taken = taken_by(name)
    assert taken[0] == "from"
    for option in wishes.keys() - set(taken):
        with pytest.raises(UsageError, match=f"{name} does not take --{option}"):
            ingest_source(name, Lake(tmp_path / "lake"), load_settings(), wishes[option])
    assert set(taken) - {"from"} <= wishes.keys()


@pytest.mark.parametrize("name", APIS)
def test_a_key_is_never_written_down(name: str, pull: Pull, capfd: Printed) -> None:
    pulled = pull(name, capfd)
    files = [path for path in pulled.lake.root.rglob("*") if path.is_file()]
    assert len(files) > len(pulled.report.outcomes)
    for path in files:
        assert CANARY.encode() not in _content(path), path
    assert CANARY not in pulled.printed


@pytest.mark.parametrize("name", NAMES)
def test_it_is_ingested_whole_twice_and_the_second_time_is_no_news(
    name: str, pull: Pull, capfd: Printed
) -> None:
    pulled = pull(name, capfd)
    assert pulled.report.paused == ""
    assert sum(outcome.rows_out for outcome in pulled.report.outcomes) > 0
    assert [w for w in pulled.report.warnings if "field '" in w] == []
    second = ingest_source(name, pulled.lake, pulled.settings, Request())
    assert {outcome.status for outcome in second.outcomes} <= {"unchanged", "empty"}


@pytest.mark.parametrize("name", [n for n in APIS if source(n).credentials])  # type: ignore[union-attr]
def test_a_key_that_is_refused_is_not_repeated_in_the_error(
    name: str, server: SimulatorServer, lake: Lake
) -> None:
    key = f"wrong-{CANARY}"
    settings = _with_canary(settings_of(server, lake), name, key)
    with pytest.raises(Exception, match=r"\w") as refused:
        ingest_source(name, lake, settings, Request())
    assert getattr(refused.value, "advice", "")
    chain: BaseException | None = refused.value
    while chain is not None:
        assert key not in f"{chain!r} {chain}"
        chain = chain.__cause__
    for path in lake.root.rglob("*"):
        if path.is_file():
            assert key.encode() not in _content(path), path


def _with_canary(settings: Settings, name: str, key: str = CANARY) -> Settings:
    section = getattr(settings, name)
    secrets = {
        field: SecretStr(key)
        for field, value in dict(section).items()
        if isinstance(value, SecretStr)
    }
    return settings.model_copy(update={name: section.model_copy(update=secrets)})


def _content(path: Path) -> bytes:
    """Bytes of a file, of Parquet the text in it as well."""
    raw = path.read_bytes()
    if path.suffix == ".parquet":
        with duckdb.connect() as connection:
            rows = connection.execute("from read_parquet($1)", [[str(path)]]).fetchall()
        raw += repr(rows).encode()
    return raw


KILLED = """
import os, signal, sys
from pathlib import Path
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.sources.run import Request, ingest_source, taken_by
from reelhouse.sources.journal import Journal
import json
name, settings, answers = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
store = Journal.store
def store_and_die(self, key, answer):
    store(self, key, answer)
    if len(self) >= answers:
        os.kill(os.getpid(), signal.SIGKILL)
Journal.store = store_and_die
settings = load_settings(**settings)
ingest_source(name, Lake(settings.lake), settings, Request())
"""


@pytest.mark.long
@pytest.mark.parametrize("name", APIS)
@pytest.mark.parametrize("answers", [1, 4])
def test_a_killed_pull_resumed_has_the_rows_of_one_that_ran_through(
    name: str,
    answers: int,
    server: SimulatorServer,
    pull: Pull,
    capfd: Printed,
    tmp_path: Path,
) -> None:
    whole = pull(name, capfd).lake
    broken = Lake(tmp_path / "broken")
    sections = sections_of(server)
    # one after the other, so that what was asked first is stored first
    section = {**sections[name], "connections": 1}
    given = json.dumps({"lake": str(broken.root), name: section}, default=str)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    server.faults.clear()
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, name, given, str(answers)], env=environment, check=False
    )
    asked = [f"{seen.method} {seen.path}?{seen.query}" for seen in server.faults.requests]
    if ended.returncode == -signal.SIGKILL:
        server.faults.clear()
        ingest_source(name, broken, settings_of(server, broken), Request())
        again = [f"{seen.method} {seen.path}?{seen.query}" for seen in server.faults.requests]
        if all(seen.method == "GET" for seen in server.faults.requests):
            # what was under way when the process died had not been stored
            stored = asked[:1] if answers == 1 else asked[:2]
            assert not set(stored) & set(again)
    else:
        assert ended.returncode == 0, "it has fewer answers than that"
    assert _rows(broken, name) == _rows(whole, name)


def _rows(lake: Lake, name: str) -> set[tuple[str, str, str]]:
    found = set()
    for resource in lake.sources().get(name, []):
        files = [str(path) for d in lake.deliveries(name, resource) for path in d.paths]
        with duckdb.connect() as connection:
            rows = connection.execute(
                "select distinct resource, entity_id, payload_sha256 from read_parquet($1)", [files]
            ).fetchall()
        found |= set(rows)
    return found


def _scalars(declared: ApiSource) -> list[str]:
    """Top-level fields that every row has, and that no id is made of."""
    return sorted(
        {
            path
            for resource in declared.resources
            for path, kind in resource.fields.items()
            if kind in {"string", "integer", "number", "string|null", "integer|null"}
            and "." not in path
            and not re.search(r"(^|_)(id|uri|cid|name|date|at|slug|key|type)$|Id$", path)
        }
    )


@pytest.mark.long
@pytest.mark.parametrize("name", APIS)
def test_drift_is_told_and_silver_still_builds(
    name: str, server: SimulatorServer, lake: Lake
) -> None:
    declared = source(name)
    assert isinstance(declared, ApiSource)
    fields = _scalars(declared)
    refused: dict[str, str] = {}
    told: dict[str, set[str]] = {"drop_field": set(), "retype_field": set()}
    settings = settings_of(server, lake)
    for kind, found in told.items():
        for field in fields:
            server.faults.clear()
            change: Any = {kind: field}
            server.faults.add(Fault(f"/{name}/*", **change))
            try:
                report = ingest_source(name, lake, settings, Request())
            except ReelhouseError as error:
                refused[field] = str(error)
            else:
                found.update(field for w in report.warnings if f"field '{field}'" in w)
            if found:
                break
    server.faults.clear()
    assert {field for field, said in refused.items() if field not in said} == set()
    if fields:
        assert all(told.values()), f"nothing said that one of {fields} had changed"
    ingest_source(name, lake, settings, Request())
    with open_silver(lake, settings) as connection:
        for path in sorted((PROJECT / "models" / "silver" / name).glob("*.sql")):
            connection.execute(f"select * from {path.stem}").fetchall()

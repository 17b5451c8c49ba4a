"""Build gold: read bronze, run the models, check the gates, publish in one step."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import duckdb

from reelhouse import __version__
from reelhouse.errors import GateRefused, ReelhouseError
from reelhouse.evidence import GateResult, Input, Run, Verdict
from reelhouse.gold import MANIFEST, Build, current_build, publish
from reelhouse.lake import Lake, sha256_of, write_json
from reelhouse.settings import Settings
from reelhouse.transform import dbt, engine, gates, inputs

HISTORY_MODELS = "path:models/silver tag:history"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        build_id: the build that is published now.
        changed: False when bronze and code are those of the published build and nothing was done.
        rows: rows by table.
        gates: what was checked.
        seconds: wall time.
    """

    build_id: str
    changed: bool
    rows: dict[str, int]
    gates: list[GateResult]
    seconds: float


def build_gold(
    lake: Lake,
    settings: Settings,
    *,
    full: bool = False,
    accepted: Collection[str] = (),
    data_tests: bool = False,
    on_node: Callable[[str, str], None] = lambda name, status: None,
) -> BuildReport:
    """Build and publish gold.

    Args:
        lake: where bronze lies and gold goes.
        settings: engine limits and gate overrides.
        full: compute all history anew from bronze, even where nothing changed.
        accepted: names of gates that may fail this once.
        data_tests: whether the models' own data tests run as well and count as gates.
        on_node: called with each model's name and `started` or its final status.

    Raises:
        ReelhouseError: another build runs, or a model failed. Nothing is published.
        GateRefused: an error gate failed. The build is kept beside the published one.
    """
    began = time.perf_counter()
    checks = gates.load_gates(settings.gates)
    with lake.exclusive("build"):
        published = current_build(lake)
        seen = inputs.seen_snapshots(lake)
        if not any(seen.values()):
            raise ReelhouseError(
                "nothing has been ingested yet",
                where=str(lake.root),
                advice="Run `reelhouse ingest imdb` first.",
            )
        fingerprint = inputs.fingerprint_of([seen, inputs.project_checksum(), __version__])
        if published and not full and published.manifest["fingerprint"] == fingerprint:
            return BuildReport(
                published.build_id, False, published.rows, [], time.perf_counter() - began
            )
        _sweep_dead_builds(lake)
        with Run.start(lake, "build", settings) as run:
            carried = None if full or published is None else published.manifest["seen"]
            plan = inputs.plan_build(lake, carried)
            _record_inputs(run, lake, plan)
            folder = lake.gold / run.run_id.removesuffix("-build").replace("-build-", "-")
            try:
                manifest = _build_folder(
                    folder, run, lake, settings, plan, published, checks, accepted, data_tests, on_node
                )
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            manifest |= {"fingerprint": fingerprint, "seen": seen}
            failed = [gate for gate in run.gates if gate.verdict == "failed"]
            manifest["status"] = "refused" if failed else "published"
            write_json(folder / MANIFEST, manifest)
            run.outcome = {
                "build_id": manifest["build_id"],
                "status": manifest["status"],
                "manifest_sha256": sha256_of(folder / MANIFEST),
            }
            if failed:
                raise GateRefused(
                    "\n".join(
                        ["the build was not published:"]
                        + [f"  {gate.name}: {gate.message}" for gate in failed]
                    ),
                    where=str(folder),
                    advice="The published build stays as it is. If the figure is what you expect, "
                    + " ".join(["`reelhouse build"] + [f"--accept {g.name}" for g in failed])
                    + "` publishes all the same.",
                )
            publish(lake, Build(folder, manifest))
    return BuildReport(
        manifest["build_id"],
        True,
        {name: table["rows"] for name, table in manifest["tables"].items()},
        run.gates,
        time.perf_counter() - began,
    )


def _build_folder(
    folder: Path,
    run: Run,
    lake: Lake,
    settings: Settings,
    plan: inputs.Plan,
    published: Build | None,
    checks: list[gates.Gate],
    accepted: Collection[str],
    data_tests: bool,
    on_node: Callable[[str, str], None],
) -> dict[str, Any]:
    """Fill a build's folder, check it, and return its manifest."""
    carried = (
        {table: published.folder / table for table in published.tables}
        if published and plan.carries_history
        else {}
    )
    spill = lake.cache / "spill"
    with engine.open_engine(settings.engine, spill) as connection:
        for number, tables in enumerate(plan.passes[:-1]):
            carried = _history_pass(
                connection, folder / f"history-{number}", lake, tables, carried
            )
        engine.register_bronze(connection, plan.tables)
        engine.register_previous(connection, carried)
        engine.set_gold_folder(connection, folder)
        models = dbt.run_dbt("run", cache=lake.cache, on_node=on_node)
        for leftover in folder.glob("history-*"):
            shutil.rmtree(leftover)
        tables = _describe_tables(connection, folder)
        _record_steps(run, models, tables, plan)
        with run.step("gates"):
            run.gates = gates.check_gates(
                connection,
                checks,
                delivered={f"{t.source}/{t.resource}" for t in plan.tables.values() if t.delivery},
                published_rows=published.rows if published else {},
                accepted=accepted,
            )
        if data_tests:
            with run.step("data tests"):
                results = dbt.run_dbt("test", cache=lake.cache, select="test_type:data")
                run.gates += [_as_gate(result, accepted) for result in results]
    with run.step("checksums"):
        _add_checksums(folder, tables)
    return {
        "build_id": folder.name,
        "run_id": run.run_id,
        "created_at": run.started_at,
        "engine": "duckdb",
        "previous": published.build_id if published else None,
        "carried_history": plan.carries_history,
        "project_checksum": inputs.project_checksum(),
        "inputs": [asdict(i) for i in run.inputs],
        "tables": tables,
        "gates": [asdict(gate) for gate in run.gates],
    }


def _as_gate(test: dbt.NodeResult, accepted: Collection[str]) -> GateResult:
    """A data test of a model as a gate: its figure is the number of rows that break it."""
    if test.status == "pass":
        verdict, severity = "passed", "error"
    elif test.status == "warn":
        verdict, severity = "warned", "warn"
    else:
        verdict, severity = ("accepted" if test.name in accepted else "failed"), "error"
    return GateResult(
        test.name, severity, cast("Verdict", verdict), test.failures, 0, test.message or "no row breaks it"
    )


def _history_pass(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    lake: Lake,
    tables: dict[str, inputs.BronzeTable],
    carried: dict[str, Path],
) -> dict[str, Path]:
    """Let history see an earlier snapshot that it missed; returns the tables to go on from."""
    engine.register_bronze(connection, tables)
    engine.register_previous(connection, carried)
    engine.set_gold_folder(connection, folder)
    dbt.run_dbt("run", cache=lake.cache, select=HISTORY_MODELS)
    return carried | {path.name: path for path in folder.iterdir() if any(path.iterdir())}


def _describe_tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, Any]:
    """Rows, columns and files of each table that was written."""
    tables: dict[str, Any] = {}
    for table in inputs.gold_models():
        columns = connection.execute(f"describe {table}").fetchall()
        files = connection.execute(
            "select file_name, num_rows from parquet_file_metadata($1)",
            [str(folder / table / "*.parquet")],
        ).fetchall()
        tables[table] = {
            "rows": sum(rows for _, rows in files),
            "columns": {name: kind for name, kind, *_ in columns},
            "files": [
                {"file": Path(name).name, "rows": rows, "bytes": Path(name).stat().st_size}
                for name, rows in files
            ],
        }
    return tables


def _add_checksums(folder: Path, tables: dict[str, Any]) -> None:
    entries = [(folder / name / f["file"], f) for name, t in tables.items() for f in t["files"]]
    with ThreadPoolExecutor(2) as pool:
        for (_, entry), checksum in zip(
            entries, pool.map(sha256_of, (path for path, _ in entries)), strict=True
        ):
            entry["sha256"] = checksum


def _record_inputs(run: Run, lake: Lake, plan: inputs.Plan) -> None:
    for table in plan.tables.values():
        if table.delivery:
            run.inputs += [
                Input(
                    f"{part.source}/{part.resource}",
                    str((table.delivery.folder / part.accepted_file).relative_to(lake.root)),
                    part.accepted_sha256,
                    (table.delivery.folder / part.accepted_file).stat().st_size,
                    part.accepted_rows,
                )
                for part in table.delivery.parts
            ]


def _record_steps(
    run: Run, models: list[dbt.NodeResult], tables: dict[str, Any], plan: inputs.Plan
) -> None:
    """One step a gold model: rows of all it read, rows it wrote."""
    rows = {name: table["rows"] for name, table in tables.items()}
    parents = {model.name: model for model in models}
    bronze = {name: t.delivery.rows if t.delivery else 0 for name, t in plan.tables.items()}

    def rows_of(name: str) -> int:
        if name in rows:
            return rows[name]
        return sum(bronze.get(source, 0) for source in parents[name].sources)

    for model in models:
        if model.name in rows:
            with run.step(model.name, sum(rows_of(parent) for parent in model.parents)) as step:
                step.rows_out = rows[model.name]
            step.seconds = model.seconds


def _sweep_dead_builds(lake: Lake) -> None:
    """Remove what a build left that died before it had a manifest; the lock says none is running."""
    if lake.gold.is_dir():
        for folder in lake.gold.iterdir():
            if folder.is_dir() and not (folder / MANIFEST).is_file():
                shutil.rmtree(folder)
    shutil.rmtree(lake.cache / "spill", ignore_errors=True)

"""Fill the folder of one build: replay history, run the models, check the gates."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from reelhouse.evidence import GateResult, Input, Run, Verdict
from reelhouse.gold import Build
from reelhouse.lake import Lake
from reelhouse.sources.terms import may_derive
from reelhouse.transform import dbt, engine, gates, inputs
from reelhouse.transform.tables import add_checksums, describe_tables, rows_written

HISTORY_MODELS = "path:models/silver/imdb tag:history"
REPLAYED = "history"  # folder of the tables of earlier days, which only the models read

OnModel = Callable[[str, str, int], None]


@dataclass(frozen=True, slots=True)
class Assembly:
    """One build on its way.

    Attributes:
        lake: where bronze lies.
        run: the record that steps and gates go into; it holds the settings.
        folder: what is filled.
        plan: what is read.
        published: the build that is current now, though its files may be damaged where the plan
            carries no history; None where there is none.
        checks: gates to check.
        accepted: names of gates that may fail this once.
        data_tests: whether the models' own data tests run too and count as gates.
        on_model: called with a model's name, its state and the rows it wrote.
    """

    lake: Lake
    run: Run
    folder: Path
    plan: inputs.Plan
    published: Build | None
    checks: list[gates.Gate]
    accepted: Collection[str]
    data_tests: bool
    on_model: OnModel

    def fill(self) -> dict[str, Any]:
        """Write every table and measure it.

        Returns:
            The build's manifest, without its verdict.

        Raises:
            ReelhouseError: a model failed.
        """
        self._record_inputs()
        spill = self.lake.cache / "spill"
        with engine.open_engine(self.run.settings.engine, spill) as connection:
            carried = self._replay_history(connection)
            self._prepare(connection, self.folder, self.plan.tables, carried)
            models = self._run_dbt(
                "run",
                select=inputs.selection(self.plan.tables),
                on_node=partial(self._on_node, connection),
            )
            shutil.rmtree(self.folder / REPLAYED, ignore_errors=True)
            tables = describe_tables(connection, self.folder)
            self._record_steps(models, tables)
            # the disk writes while the gates count
            with ThreadPoolExecutor(1) as disk:
                synced = disk.submit(add_checksums, self.folder, tables)
                self._check(connection)
                with self.run.step("checksums"):
                    synced.result()
        return {
            "build_id": self.folder.name,
            "run_id": self.run.run_id,
            "created_at": self.run.started_at,
            "engine": "duckdb",
            "previous": self.published.build_id if self.published else None,
            "carried_history": self.plan.carries_history,
            "project_checksum": inputs.project_checksum(),
            "inputs": [asdict(i) for i in self.run.inputs],
            "tables": tables,
            "gates": [asdict(gate) for gate in self.run.gates],
        }

    def _replay_history(self, connection: duckdb.DuckDBPyConnection) -> dict[str, Path]:
        """Let history see each earlier snapshot that it missed; gives the tables to go on from."""
        carried: dict[str, Path] = {}
        if self.published and self.plan.carries_history:
            carried = {name: self.published.folder / name for name in self.published.tables}
        for tables in self.plan.passes[:-1]:
            day = max(t.snapshot_date for t in tables.values() if t.snapshot_date)
            folder = self.folder / REPLAYED / day.isoformat()
            with self.run.step(f"history of {day}") as step:
                self._prepare(connection, folder, tables, carried)
                self._run_dbt("run", select=HISTORY_MODELS)
                written = {p.name: p for p in folder.iterdir() if any(p.iterdir())}
                step.rows_in = sum(t.rows for t in tables.values())
                step.rows_out = sum(rows_written(connection, path) for path in written.values())
            carried |= written
        return carried

    def _prepare(
        self,
        connection: duckdb.DuckDBPyConnection,
        folder: Path,
        tables: dict[str, inputs.BronzeTable],
        carried: dict[str, Path],
    ) -> None:
        engine.register_bronze(connection, tables)
        engine.register_terms(connection, may_derive(self.run.settings.audits))
        engine.register_previous(connection, carried)
        engine.set_gold_folder(connection, folder)

    def _run_dbt(self, command: str, **options: Any) -> list[dbt.NodeResult]:
        cache = self.run.settings.cache / "dbt"
        return dbt.run_dbt(command, scratch=self.lake.cache / "dbt", parse_cache=cache, **options)

    def _on_node(self, connection: duckdb.DuckDBPyConnection, name: str, state: str) -> None:
        rows = rows_written(connection, self.folder / name) if state == "success" else 0
        self.on_model(name, state, rows)

    def _check(self, connection: duckdb.DuckDBPyConnection) -> None:
        tables = self.plan.tables.values()
        with self.run.step("gates"):
            self.run.gates = gates.check_gates(
                connection,
                self.checks,
                delivered={
                    f"{t.resource.source}/{t.resource.resource}": t.rows
                    for t in tables
                    if t.deliveries
                },
                published=self.published,
                accepted=self.accepted,
            )
        if self.data_tests:
            with self.run.step("data tests"):
                results = self._run_dbt(
                    "test", select=inputs.selection(self.plan.tables), exclude="test_type:unit"
                )
                self.run.gates += [_as_gate(result, self.accepted) for result in results]

    def _record_inputs(self) -> None:
        for table in self.plan.tables.values():
            for delivery, part in ((d, p) for d in table.deliveries for p in d.parts):
                path = delivery.folder / part.accepted_file
                self.run.inputs.append(
                    Input(
                        f"{part.source}/{part.resource}",
                        str(path.relative_to(self.lake.root)),
                        part.accepted_sha256,
                        path.stat().st_size,
                        part.accepted_rows,
                    )
                )

    def _record_steps(self, models: list[dbt.NodeResult], tables: dict[str, Any]) -> None:
        """One step a gold model: rows of all it read, rows it wrote."""
        by_name = {model.name: model for model in models}
        bronze = {name: table.rows for name, table in self.plan.tables.items()}

        def rows_of(name: str) -> int:
            if name in tables:
                return int(tables[name]["rows"])
            return sum(bronze.get(source, 0) for source in by_name[name].sources)

        for model in models:
            if model.name in tables:
                read = sum(rows_of(parent) for parent in model.parents)
                with self.run.step(model.name, read) as step:
                    step.rows_out = tables[model.name]["rows"]
                step.seconds = model.seconds


def _as_gate(test: dbt.NodeResult, accepted: Collection[str]) -> GateResult:
    """A data test of a model as a gate: its figure is the number of rows that break it."""
    verdict: Verdict = "accepted" if test.name in accepted else "failed"
    if test.status in {"pass", "warn"}:
        verdict = "passed" if test.status == "pass" else "warned"
    severity = "warn" if test.status == "warn" else "error"
    message = test.message or "no row breaks it"
    return GateResult(test.name, severity, verdict, test.failures, 0, message)

"""Fill the folder of one build: replay history, run the models, check the gates."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from reelhouse import __version__
from reelhouse.evidence import GateResult, Input, Run, Step, Verdict
from reelhouse.gold import Build
from reelhouse.lake import Lake
from reelhouse.objects.registry import present
from reelhouse.sources.terms import may_derive
from reelhouse.sqltext import table_scan
from reelhouse.transform import dbt, engine, gates, inputs
from reelhouse.transform.declarations import declaration
from reelhouse.transform.fingerprints import Ingredients
from reelhouse.transform.knowledge import Knowledge
from reelhouse.transform.lineage import parents, read_for_history
from reelhouse.transform.making import Adopted, Made, Making, OnModel
from reelhouse.transform.runners import Runner, open_runner
from reelhouse.transform.tables import add_checksums, describe_tables, rows_written

HISTORY_MODELS = "path:models/silver/imdb tag:history"
REPLAYED = "history"  # folder of the tables of earlier days, which only the models read


@dataclass(frozen=True, slots=True)
class Assembly:
    """One build on its way.

    Attributes:
        lake: where bronze lies.
        run: the record that steps and gates go into; it holds the settings.
        folder: what is filled.
        plan: what is read.
        seen: fingerprints of what is read, by bronze table.
        knowledge: what is known besides bronze.
        base: the build from which tables that would come out the same are carried over; None
            where all are made anew.
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
    seen: Mapping[str, Any]
    knowledge: Knowledge
    base: Build | None
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
        self._fetch_inputs()
        adoptions = self._published_adoptions()
        try:
            return self._fill(adoptions)
        except Adopted as changed:
            # keys reach into most tables: once in a title's life all of them are made anew
            shutil.rmtree(self.folder)
            self.run.steps.clear()
            return self._fill(changed.adoptions)

    def _fill(self, adoptions: Mapping[int, int]) -> dict[str, Any]:
        settings = self.run.settings
        scratch, parsed = self.lake.cache / "dbt", settings.cache / "dbt"
        with (
            engine.open_engine(settings.engine, self.lake.cache / "spill") as connection,
            open_runner(settings.engine, connection, scratch, parsed) as runner,
        ):
            engine.register_adoptions(connection, adoptions)
            self.knowledge.register(connection)
            carried = self._replay_history(connection, runner)
            previous = self._prepare(connection, runner, self.folder, self.plan.tables, carried)
            ingredients = self._ingredients(adoptions)
            made = Making(
                connection,
                self.run,
                self.folder,
                self.plan,
                ingredients,
                self.base,
                previous,
                adoptions,
                self.data_tests,
                runner,
                self.on_model,
            ).make()
            shutil.rmtree(self.folder / REPLAYED, ignore_errors=True)
            tables = describe_tables(connection, self.folder)
            for name, table in tables.items():
                table["fingerprint"] = ingredients.fingerprint(name)
                table["carried_from"] = made[name].carried_from
                for file in table["files"]:
                    file |= made[name].files.get(file["file"], {})
            self._record_steps(made, tables)
            self.run.outcome["days_made"] = {n: m.days for n, m in made.items() if m.days}
            if settings.engine.name != "duckdb":
                self.run.outcome["tables_made_by"] = _by_maker(made)
            # the disk writes while the gates count
            with ThreadPoolExecutor(1) as disk:
                synced = disk.submit(add_checksums, self.folder, tables, self.base)
                self._check(connection, runner, made, tables)
                with self.run.step("checksums"):
                    synced.result()
        return {
            "build_id": self.folder.name,
            "run_id": self.run.run_id,
            "created_at": self.run.started_at,
            "engine": settings.engine.name,
            "previous": self.published.build_id if self.published else None,
            "carried_history": self.plan.carries_history,
            "project_checksum": inputs.project_checksum(),
            "inputs": [asdict(i) for i in self.run.inputs],
            "tables": tables,
            "gates": [asdict(gate) for gate in self.run.gates],
        }

    def _ingredients(self, adoptions: Mapping[int, int]) -> Ingredients:
        settings = self.run.settings
        return Ingredients(
            tables={**self.seen, **self.knowledge.fingerprints},
            settings=settings.marts.model_dump(mode="json"),
            everywhere=[
                __version__,
                may_derive(settings.audits),
                settings.trainable,
                sorted(adoptions.items()),
            ],
        )

    def _published_folders(self) -> dict[str, Path]:
        """The tables of the published build that are whole: keys come from them in any case."""
        if not self.published:
            return {}
        damaged = {path.parent for path in self.published.damaged_files()}
        folders = {name: self.published.folder / name for name in self.published.tables}
        return {name: folder for name, folder in folders.items() if folder not in damaged}

    def _published_adoptions(self) -> dict[int, int]:
        """Titles of IMDb that bear a key of their own in the published build: key by number."""
        bridge = "bridge_title_source"
        if not self.published or bridge not in self._published_folders():
            return {}
        with duckdb.connect() as connection:
            return engine.adoptions_in(connection, table_scan(self.published.table_files(bridge)))

    def _replay_history(
        self, connection: duckdb.DuckDBPyConnection, runner: Runner
    ) -> dict[str, Path]:
        """Let history see each earlier snapshot that it missed; gives the tables to go on from."""
        carried: dict[str, Path] = {}
        if self.published and self.plan.carries_history:
            carried = {name: self.published.folder / name for name in self.published.tables}
        for tables in self.plan.passes[:-1]:
            day = max(t.snapshot_date for t in tables.values() if t.snapshot_date)
            folder = self.folder / REPLAYED / day.isoformat()
            with self.run.step(f"history of {day}") as step:
                self._prepare(connection, runner, folder, tables, carried)
                for model in sorted(read_for_history()):
                    engine.show_empty(connection, declaration(model))
                    runner.show_empty(declaration(model))
                runner.run("run", select=HISTORY_MODELS)
                written = {p.name: p for p in folder.iterdir() if any(p.iterdir())}
                step.rows_in = sum(t.rows for t in tables.values())
                step.rows_out = sum(rows_written(connection, path) for path in written.values())
            carried |= written
        return carried

    def _prepare(
        self,
        connection: duckdb.DuckDBPyConnection,
        runner: Runner,
        folder: Path,
        tables: dict[str, inputs.BronzeTable],
        carried: dict[str, Path],
    ) -> frozenset[str]:
        """Register all that models read but one another; gives the tables shown as `previous`."""
        engine.register_bronze(connection, tables)
        settings = self.run.settings
        engine.register_terms(connection, may_derive(settings.audits), settings.trainable)
        engine.register_settings(connection, settings.marts)
        engine.set_gold_folder(connection, folder)
        earlier = {**self._published_folders(), **carried}
        shown = engine.register_previous(connection, earlier, carried)
        runner.prepare(folder, tables, {name: earlier[name] for name in shown})
        return shown

    def _check(
        self,
        connection: duckdb.DuckDBPyConnection,
        runner: Runner,
        made: Mapping[str, Made],
        written: Mapping[str, Any],
    ) -> None:
        tables = self.plan.tables.values()
        carried = {name for name in made if made[name].carried_from}
        # a gate may have been defined otherwise when the project was another
        same = self.base and self.base.manifest["project_checksum"] == inputs.project_checksum()
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
                known=gates.known_results(self.checks, self.base, carried)
                if self.base and same
                else {},
                sizes={name: table["rows"] for name, table in written.items()},
            )
        if self.data_tests:
            with self.run.step("data tests"):
                results = runner.run(
                    "test", select=inputs.selection(self.plan.tables), exclude="test_type:unit"
                )
                self.run.gates += [_as_gate(result, self.accepted) for result in results]

    def _fetch_inputs(self) -> None:
        """Fetch at once all that is read, where the lake is in a store."""
        read = [
            delivery
            for tables in self.plan.passes
            for table in tables.values()
            for delivery in table.deliveries
            if not table.in_store
        ]
        bronze = [path for delivery in read for path in delivery.accepted]
        present([*bronze, *(self.published.files() if self.published else ())])

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

    def _record_steps(self, made: Mapping[str, Made], tables: dict[str, Any]) -> None:
        """One step a gold table: rows of all it read, rows it wrote."""
        for name, table in tables.items():
            read = sum(self._rows_of(parent, tables) for parent in parents()[name])
            note = self._how_made(made[name])
            step = Step(name, read, table["rows"], seconds=made[name].seconds, note=note)
            self.run.steps.append(step)

    def _how_made(self, made: Made) -> str:
        """What is worth saying of how a table was made; nothing where all were made alike."""
        if made.carried_from:
            return f"as build {made.carried_from} made it"
        if made.files:
            engine_name = self.run.settings.engine.name
            by = "" if engine_name == "duckdb" else f" by {made.by}"
            new = sum(not file["carried_from"] for file in made.files.values())
            return f"{new} of {len(made.files)} days made{by}"
        if self.run.settings.engine.name == "duckdb":
            return ""
        return f"by {made.by}"

    def _rows_of(self, name: str, tables: dict[str, Any]) -> int:
        """Rows of a table; of a view those of the bronze that it reads."""
        if name in tables:
            return int(tables[name]["rows"])
        if name in self.plan.tables:
            return self.plan.tables[name].rows
        return sum(self._rows_of(parent, tables) for parent in parents().get(name, ()))


def _by_maker(made: Mapping[str, Made]) -> dict[str, list[str]]:
    """Which tables each engine made, those that were carried over left out."""
    makers = sorted({m.by for m in made.values() if not m.carried_from})
    return {
        maker: sorted(t for t, m in made.items() if m.by == maker and not m.carried_from)
        for maker in makers
    }


def _as_gate(test: dbt.NodeResult, accepted: Collection[str]) -> GateResult:
    """A data test of a model as a gate: its figure is the number of rows that break it."""
    verdict: Verdict = "accepted" if test.name in accepted else "failed"
    if test.status in {"pass", "warn"}:
        verdict = "passed" if test.status == "pass" else "warned"
    severity = "warn" if test.status == "warn" else "error"
    message = test.message or "no row breaks it"
    return GateResult(test.name, severity, verdict, test.failures, 0, message)

"""Build gold: read bronze, run the models, check the gates, publish in one step."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from reelhouse import __version__
from reelhouse.errors import GateRefused, ReelhouseError, UsageError
from reelhouse.evidence import GateResult, Run
from reelhouse.gold import MANIFEST, Build, current_build, publish
from reelhouse.lake import Lake
from reelhouse.settings import Settings
from reelhouse.sources.terms import may_derive
from reelhouse.storage import sha256_of, write_json
from reelhouse.transform import gates, inputs
from reelhouse.transform.assembly import Assembly
from reelhouse.transform.declarations import declaration
from reelhouse.transform.fingerprints import python_checksum
from reelhouse.transform.knowledge import take_stock
from reelhouse.transform.lineage import history_tables, read_by_gold
from reelhouse.transform.making import OnModel


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
    on_model: OnModel = lambda name, state, rows: None,
) -> BuildReport:
    """Build and publish gold.

    Args:
        lake: where bronze lies and gold goes.
        settings: engine limits and gate overrides.
        full: compute all history anew from bronze, even where nothing changed. The same is done
            where the published build is gone or damaged.
        accepted: names of gates that may fail this once.
        data_tests: whether the models' own data tests run as well and count as gates.
        on_model: called with each model's name, `started` or how it ended, and rows written.

    Raises:
        ReelhouseError: another build runs, a model failed, or the disk did. Nothing is published.
        GateRefused: an error gate failed. The build is kept beside the published one.
    """
    began = time.perf_counter()
    checks = gates.load_gates(settings.gates)
    known = {check.name for check in checks}
    unknown = [name for name in accepted if name not in known]
    if unknown and not data_tests:
        raise UsageError(
            f"there is no gate '{unknown[0]}' to accept",
            advice=f"The gates are: {', '.join(sorted(known))}.",
        )
    with lake.exclusive("build"):
        published, damage = _published_build(lake)
        found = inputs.find_snapshots(lake)
        seen = inputs.fingerprints({name: found[name] for name in read_by_gold()})
        if not any(seen.values()):
            raise ReelhouseError(
                "nothing has been ingested yet that gold is made of",
                where=lake.place,
                advice="Run `reelhouse ingest imdb` first.",
            )
        # what may be derived decides over figures too
        derived = [may_derive(settings.audits), settings.trainable]
        marts = settings.marts.model_dump(mode="json")
        knowledge = take_stock(lake, settings)
        code = [inputs.project_checksum(), python_checksum(), __version__]
        fingerprint = inputs.fingerprint_of([seen, code, derived, marts, knowledge.reason_to_build])
        base = None if full or damage else published
        if base and base.manifest["fingerprint"] == fingerprint:
            return BuildReport(base.build_id, False, base.rows, [], time.perf_counter() - began)
        _sweep_dead_builds(lake)
        with Run.start(lake, "build", settings) as run:
            # tests look at the silver of every source, gold only at what it reads
            snapshots = found if data_tests else {name: found[name] for name in read_by_gold()}
            plan = inputs.plan_build(
                snapshots,
                base.manifest["seen"] if base else None,
                reads_store=settings.engine.reads_store and lake.mirror is not None,
            )
            folder = lake.gold / run.run_id.replace("-build-", "-")
            assembly = Assembly(
                lake,
                run,
                folder,
                plan,
                seen,
                knowledge,
                base,
                published,
                checks,
                accepted,
                data_tests,
                on_model,
            )
            try:
                manifest = assembly.fill()
            except BaseException as error:
                shutil.rmtree(folder, ignore_errors=True)
                if isinstance(error, duckdb.Error | OSError):
                    raise ReelhouseError(
                        f"the build failed: {error}",
                        where=lake.place,
                        advice="The published build stays as it is. "
                        "`reelhouse doctor` looks for what is wrong.",
                    ) from error
                raise
            manifest |= {"fingerprint": fingerprint, "seen": seen}
            failed = [gate for gate in run.gates if gate.verdict == "failed"]
            manifest["status"] = "refused" if failed else "published"
            write_json(folder / MANIFEST, manifest)
            run.outcome |= {
                "build_id": manifest["build_id"],
                "status": manifest["status"],
                "manifest_sha256": sha256_of(folder / MANIFEST),
            }
            if damage:
                run.outcome["history_anew_because"] = damage
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
            run.save()  # a build must not be published before the record that vouches for it
            publish(lake, Build(folder, manifest))
    return BuildReport(
        manifest["build_id"],
        True,
        {name: table["rows"] for name, table in manifest["tables"].items()},
        run.gates,
        time.perf_counter() - began,
    )


def _published_build(lake: Lake) -> tuple[Build | None, str]:
    """The published build, and what forbids to carry on from it; empty where nothing does."""
    try:
        published = current_build(lake)
    except ReelhouseError as error:
        return None, error.what
    if published is None:
        return None, ""
    damaged = published.damaged_files()
    if damaged:
        return published, f"{damaged[0]} is missing or damaged"
    return published, _why_history_does_not_go_on(published)


def _why_history_does_not_go_on(published: Build) -> str:
    """Another version of Reelhouse may have kept other columns."""
    for table in history_tables():
        columns = published.manifest["tables"].get(table, {}).get("columns", {})
        if set(columns) != set(declaration(table).columns):
            return f"{table} had other columns in build {published.build_id}"
    return ""


def _sweep_dead_builds(lake: Lake) -> None:
    """Remove what a build left that died before it had a manifest; the lock says none runs."""
    if lake.gold.is_dir():
        for folder in lake.gold.iterdir():
            if folder.is_dir() and not (folder / MANIFEST).is_file():
                shutil.rmtree(folder)
    shutil.rmtree(lake.cache / "spill", ignore_errors=True)

"""Publish the current build to a warehouse: only what changed, and all of it at once."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from reelhouse import clock
from reelhouse.errors import ReelhouseError
from reelhouse.evidence import Run
from reelhouse.gold import Build, require_current
from reelhouse.lake import Lake
from reelhouse.publish.plan import TablePlan, choose_tables, make_plan
from reelhouse.publish.targets import Target, require_driver
from reelhouse.publish.warehouse import OnTable, Warehouse
from reelhouse.settings import Settings
from reelhouse.sources.terms import attributions
from reelhouse.transform.lineage import sources_of


@dataclass(slots=True)
class PublishReport:
    """What was published, or would be.

    Attributes:
        target: the warehouse, without secrets.
        dataset: the schema there.
        build_id: what was published.
        dry_run: whether nothing was changed.
        written: rows by table that is new, has other rows, or another shape.
        why: `new`, `rows` or `shape`, by table that was written.
        same: tables that were as they are.
        dropped: tables that are no longer published there.
        left_out: tables that may not be handed on.
        attributions: texts that must stand wherever the data is shown.
        statements: what makes the tables; only where nothing was changed.
    """

    target: str
    dataset: str
    build_id: str
    dry_run: bool = False
    written: dict[str, int] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    same: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    attributions: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)


def publish_build(
    lake: Lake,
    settings: Settings,
    target: Target,
    *,
    dataset: str = "reelhouse",
    tables: Collection[str] = (),
    for_own_use: bool = False,
    full: bool = False,
    dry_run: bool = False,
    on_table: OnTable = lambda table, rows, done, total: None,
) -> PublishReport:
    """Publish the current build to a warehouse.

    Args:
        lake: whose build.
        settings: recorded in the evidence.
        target: the warehouse.
        dataset: the schema there.
        tables: which; by default all that may leave, and what else was published there goes.
        for_own_use: whether only those read the warehouse who may use the data here.
        full: whether all tables are made anew.
        dry_run: whether only to look what would happen.
        on_table: called for each table that was loaded.

    Raises:
        UsageError: there is no such table, or it may not leave.
        NotRedistributable: a table that was named may not leave.
        ReelhouseError: the warehouse cannot be reached, or refused. What it had is as it was.
    """
    build = require_current(lake)
    chosen, left_out = choose_tables(build, tables, for_own_use=for_own_use)
    require_driver(target.dialect)
    report = PublishReport(target.shown, dataset, build.build_id, dry_run, left_out=left_out)
    attribution = {table: attributions(_sources(build, table)) for table in chosen}
    report.attributions = list(dict.fromkeys(t for texts in attribution.values() for t in texts))
    with tempfile.TemporaryDirectory(prefix="reelhouse-publish-") as folder:
        warehouse = Warehouse(target, dataset, Path(folder))
        if dry_run:
            with _explained(target):
                _plan(build, chosen, warehouse, report, whole=not tables, full=full)
            return report
        with lake.exclusive("publish"), Run.start(lake, "publish", settings) as run:
            with _explained(target), run.step("plan"):
                plans = _plan(build, chosen, warehouse, report, whole=not tables, full=full)
            run.outcome = asdict(report)
            changing = [plan for plan in plans if plan.change != "same"]
            if changing:
                loading = [plan for plan in changing if plan.shape and plan.rows]
                with _explained(target):
                    with run.step("load") as step:
                        warehouse.prepare()
                        warehouse.load(build, loading, on_table)
                        step.rows_out = sum(plan.rows for plan in loading)
                    with run.step("swap") as step:
                        texts = {table: "\n".join(said) for table, said in attribution.items()}
                        warehouse.swap(changing, texts, build.build_id, clock.now())
                        step.rows_out = sum(plan.rows for plan in changing)
                with suppress(Exception):  # the next one removes it
                    warehouse.drop_staging()
    return report


def _plan(
    build: Build,
    chosen: list[str],
    warehouse: Warehouse,
    report: PublishReport,
    *,
    whole: bool,
    full: bool,
) -> list[TablePlan]:
    plans = make_plan(build, chosen, warehouse.known(), whole=whole, full=full)
    for plan in plans:
        if plan.change == "same":
            report.same.append(plan.table)
        elif plan.change == "gone":
            report.dropped.append(plan.table)
        else:
            report.written[plan.table] = plan.rows
            report.why[plan.table] = plan.change
            if report.dry_run and plan.change != "rows":
                report.statements += warehouse.statements(plan)
    return plans


def _sources(build: Build, table: str) -> list[str]:
    return [source for source in sources_of(table) if source in build.sources]


class _explained:  # noqa: N801
    """Turn what a driver says into an error without secrets, and without its chain."""

    def __init__(self, target: Target) -> None:
        self.target = target

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, ReelhouseError):
            said = self.target.hide(_root(error))
            raise ReelhouseError(
                f"the warehouse could not be written: {said}",
                where=self.target.shown,
                advice="What was there is as it was. Is the address right, and may this user make "
                "schemas and tables there?",
            ) from None


def _root(error: BaseException) -> str:
    """What went wrong first: what wraps it repeats it with whole configurations."""
    seen = {id(error)}
    while (cause := error.__cause__ or error.__context__) is not None and id(cause) not in seen:
        seen.add(id(cause))
        error = cause
    return " ".join(str(error).split()) or type(error).__name__

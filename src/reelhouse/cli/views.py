"""How reports of the longer commands look at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.markup import escape

from reelhouse.cli.model_views import show_standing
from reelhouse.console import err, out, print_table
from reelhouse.evidence import GateResult
from reelhouse.gold import Build
from reelhouse.kpis import KpiTable
from reelhouse.metrics.definitions import Definitions
from reelhouse.metrics.query import MetricAnswer
from reelhouse.sources.ingest import IngestReport
from reelhouse.sources.terms import attributions
from reelhouse.status import LakeStatus
from reelhouse.transform.build import BuildReport
from reelhouse.transform.lineage import sources_read_by

MARKS = {
    "passed": "[green]passed[/]",
    "warned": "[yellow]warned[/]",
    "failed": "[red]failed[/]",
    "accepted": "[yellow]accepted[/]",
    "skipped": "[dim]skipped[/]",
}


MOST_NOTES = 5

INGEST_MARKS = {
    "delivered": "[green]delivered[/]",
    "unchanged": "[green]unchanged[/]",
    "refused": "[red]refused[/]",
    "failed": "[red]failed[/]",
    "missing": "[yellow]missing[/]",
    "held": "[yellow]held back until it is whole[/]",
}


def ingest_as_json(report: IngestReport) -> dict[str, Any]:
    """What an ingest did, for programs."""
    return {
        "run_id": report.run_id,
        "evidence": str(report.evidence),
        "unknown": report.unknown,
        "paused": report.paused,
        "warnings": report.warnings,
        "notes": report.notes,
        "deliveries": [
            {
                "resource": outcome.resource,
                "status": outcome.status,
                "origins": list(outcome.origins),
                "snapshot_date": outcome.snapshot_date,
                "rows": outcome.rows,
                "rows_out": outcome.rows_out,
                "rejected_rows": outcome.rejected,
                "reject_share": outcome.reject_share,
                "reasons": outcome.reasons,
                "reject_files": list(outcome.reject_files),
                "message": outcome.message,
            }
            for outcome in report.outcomes
        ],
    }


def show_ingest(report: IngestReport) -> None:
    """Say what an ingest did with each file."""
    for outcome in (o for o in report.outcomes if o.status != "empty"):
        day = f" as of {outcome.snapshot_date}" if outcome.snapshot_date else ""
        rows = f", {outcome.rows_out:,} rows" if outcome.rows_out else ""
        rejected = f", {outcome.rejected:,} rejected" if outcome.rejected else ""
        out.print(f"{INGEST_MARKS[outcome.status]} {outcome.resource}{day}{rows}{rejected}")
        for reason, count in outcome.reasons.items():
            out.print(f"  {count:,} × {reason}", markup=False)
        for path in outcome.reject_files:
            out.print(f"  kept in {path}", markup=False)
    empty = [o.resource for o in report.outcomes if o.status == "empty"]
    if empty:
        out.print(f"[dim]nothing came of {', '.join(empty)}[/]")
    for warning in report.warnings:
        out.print(f"[yellow]warning[/] {escape(warning)}")
    for note in report.notes[:MOST_NOTES]:
        out.print(f"[dim]note[/] {escape(note)}")
    if len(report.notes) > MOST_NOTES:
        out.print(f"[dim]and {len(report.notes) - MOST_NOTES} more in the evidence[/]")
    if report.paused:
        out.print(f"[yellow]paused[/] {escape(report.paused)}")
    for name in report.unknown:
        out.print(f"[yellow]left alone[/] {escape(name)}: its header is not that of any file known")


def show_attributions(statement: str, build: Build | None = None) -> None:
    """Name the providers whose data a query shows, as their terms ask for.

    Args:
        statement: SQL, or names of tables.
        build: what is asked, which may not have data of all providers; None for silver.
    """
    shown = [s for s in sources_read_by(statement) if build is None or s in build.sources]
    for text in attributions(shown):
        err.print(f"[dim]{escape(text)}[/]")


def show_answer(title: str, answer: MetricAnswer) -> None:
    """Show figures."""
    print_table(title, answer.columns, answer.rows, answer.formats)


def show_notes(answer: MetricAnswer, build: Build) -> None:
    """Say what the metrics of an answer are, and over what their values must not be added up."""
    for metric in answer.metrics:
        out.print(f"{metric.title} ({metric.unit}): {metric.description}", markup=False)
    for name, reasons in answer.not_additive.items():
        for dimension, why in reasons.items():
            out.print(f"[dim]{name} is not to be added up over {dimension}: {escape(why)}[/]")
    show_attributions(" ".join(answer.tables), build)


def show_definitions(definitions: Definitions) -> None:
    """List all metrics."""
    print_table(
        "Metrics",
        ["name", "what it is", "unit", "split by", "periods"],
        [
            (
                metric.name,
                metric.title,
                metric.unit,
                ", ".join(definitions.dimensions_of(metric)),
                ", ".join(definitions.grains_of(metric)),
            )
            for metric in definitions.metrics.values()
        ],
    )


def show_kpis(tables: Sequence[KpiTable], build: Build) -> None:
    """Show headline tables."""
    for table in tables:
        show_answer(table.title, table.answer)
        if not table.answer.rows:
            out.print("nothing to show: `reelhouse status` says which files are missing\n")
    show_attributions(" ".join(name for table in tables for name in table.answer.tables), build)


def show_build(report: BuildReport) -> None:
    """Say what a build did."""
    if not report.changed:
        out.print(f"nothing changed: build {report.build_id} is up to date")
        return
    print_table("Gold", ["table", "rows"], sorted(report.rows.items()))
    show_gates(report.gates)
    out.print(f"published build {report.build_id} in {report.seconds:.1f} s")


def show_gates(gates: list[GateResult]) -> None:
    """Say how many gates passed, and name the others."""
    for gate in gates:
        if gate.verdict in {"warned", "failed", "accepted"}:
            out.print(f"{MARKS[gate.verdict]} {gate.name}: {escape(gate.message)}")
    passed = sum(gate.verdict == "passed" for gate in gates)
    skipped = sum(gate.verdict == "skipped" for gate in gates)
    out.print(f"gates: {passed} of {len(gates)} passed, {skipped} skipped")


def show_status(report: LakeStatus) -> None:
    """Say how the lake stands."""
    # an empty lake shows what IMDb would give, which everything else hangs on
    used = {r.source for r in report.resources if r.snapshots} or {"imdb"}
    print_table(
        "Sources",
        ["source", "resource", "as of", "days old", "snapshots", "rows", "rejected", "in gold"],
        [
            (
                r.source,
                r.resource,
                r.snapshot_date,
                r.age_days,
                r.snapshots,
                r.rows if r.snapshots else None,
                r.rejected_rows if r.snapshots else None,
                r.in_build if r.snapshots else None,
            )
            for r in report.resources
            if r.source in used
        ],
    )
    unused = sorted({r.source for r in report.resources} - used)
    if unused:
        out.print(f"not used yet: {', '.join(unused)}")
    for resource in report.resources:
        if not resource.snapshots and resource.source in used and resource.feeds:
            out.print(
                f"[yellow]missing[/] {resource.source}/{resource.resource}: "
                f"without it {', '.join(resource.feeds)} "
                f"{'is' if len(resource.feeds) == 1 else 'are'} empty"
            )
        if resource.limit:
            out.print(
                f"[yellow]sample[/] {resource.source}/{resource.resource}: "
                f"cut down to {resource.limit:,} titles"
            )
    if report.build:
        out.print(
            f"published: build {report.build['build_id']}, {report.build['tables']} tables, "
            f"{report.build['rows']:,} rows, {report.build['bytes'] / 1e6:.1f} MB"
        )
    elif report.problem:
        out.print("[red]published:[/] ", end="")
        out.print(report.problem, markup=False)
    else:
        out.print("published: nothing yet; `reelhouse ingest imdb`, then `reelhouse build`")
    for gate in report.gates:
        out.print(f"{MARKS[gate['verdict']]} {gate['name']}: {escape(gate['message'])}")
    for run in report.last_runs:
        out.print(
            f"last {run['kind']}: {run['status']}, {run['started_at']}, {run['seconds']:.1f} s"
        )
        if run["error"]:
            out.print(f"  {run['error'].splitlines()[0]}", markup=False)
    show_standing(report.models)
    for quota in report.quotas:
        out.print(
            f"quota {quota['source']} {quota['quota']}: {quota['left']:,} of {quota['of']:,} left "
            f"until {quota['resets_at']}"
        )
    for found in report.expired:
        out.print(
            f"[yellow]expired[/] {found['source']}/{found['resource']}: {found['rows']:,} rows are "
            f"older than {found['keep_days']} days; `reelhouse prune --expired` removes them"
        )
    for name in report.partial_downloads:
        out.print(f"[yellow]unfinished[/] {escape(name)}: the next ingest goes on with it")

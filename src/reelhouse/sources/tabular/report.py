"""What a run that takes tables in writes into its evidence, and how it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reelhouse.evidence import GateResult, Run, Step, Verdict
from reelhouse.sources.bulk.files import Outcome
from reelhouse.sources.ingest import IngestFailed, IngestRefused, IngestReport
from reelhouse.sources.tabular.check import CheckedTable
from reelhouse.sources.tabular.schema import TableSource


def record(
    run: Run,
    source: TableSource,
    outcome: Outcome,
    tables: Sequence[CheckedTable],
    report: IngestReport,
) -> None:
    """Write what came of a delivery into the run's evidence, and its drift into the report."""
    name = f"{source.name}/{outcome.resource}"
    run.steps.append(
        Step(
            f"ingest:{name}",
            rows_in=outcome.rows,
            rows_out=outcome.rows_out,
            rows_rejected=outcome.rejected,
            seconds=outcome.seconds,
            note=f"{outcome.status} from {', '.join(outcome.origins)}",
        )
    )
    for table in tables:
        for drift in table.drift:
            message = f"{name}: {drift}, in {table.name}"
            vanished = drift.kind == "vanished"
            verdict: Verdict = "warned" if vanished else "passed"
            run.gates.append(
                GateResult(f"drift:{name}:{drift.column}", "warn", verdict, None, None, message)
            )
            (report.warnings if vanished else report.notes).append(message)
    run.save()


def conclude(run: Run, source: TableSource, report: IngestReport) -> None:
    """Record the outcome of the whole.

    Raises:
        IngestRefused: a table was refused.
        IngestFailed: a table could not be had, or is none.
    """
    run.outcome = {
        "source": source.name,
        "deliveries": [
            {
                "resource": o.resource,
                "status": o.status,
                "origins": o.origins,
                "snapshot_date": o.snapshot_date,
                "folder": str(o.delivery.folder.relative_to(run.lake.root)) if o.delivery else None,
                "reasons": o.reasons,
                "reject_files": o.reject_files,
                "message": o.message,
            }
            for o in report.outcomes
        ],
        "unknown_files": report.unknown,
    }
    run.save()
    statuses = Counter(outcome.status for outcome in report.outcomes)
    failed = report.with_status("failed")
    if statuses["missing"] == len(report.outcomes):
        failed = report.outcomes
    messages = [o.message for o in failed] + [o.message for o in report.with_status("refused")]
    if not messages:
        return
    advice = f"{statuses['delivered']} of {len(report.outcomes)} deliveries went into bronze."
    ending = IngestFailed if failed else IngestRefused
    raise ending("\n".join(messages), report, advice=advice)

"""What a run that takes tables in writes into its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from reelhouse.evidence import GateResult, Run, Verdict
from reelhouse.sources.bulk.files import Outcome
from reelhouse.sources.ingest import IngestReport, step_of
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
    run.steps.append(step_of(outcome, name))
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

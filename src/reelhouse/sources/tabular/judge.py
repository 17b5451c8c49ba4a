"""Whether checked tables may go into bronze."""

from __future__ import annotations

from collections.abc import Sequence

from reelhouse.errors import GateRefused
from reelhouse.evidence import GateResult, Run, Verdict
from reelhouse.lake import Delivery
from reelhouse.sources.tabular.check import CheckedTable
from reelhouse.sources.tabular.schema import TableSchema, TableSource


def judge(
    run: Run,
    source: TableSource,
    schema: TableSchema,
    tables: Sequence[CheckedTable],
    last: Delivery | None,
    max_reject_share: float,
) -> None:
    """Hold what was found against its limits, and record it.

    Args:
        run: records it.
        source: where the tables come from.
        schema: what they are.
        tables: the files of one delivery.
        last: the delivery that they are to replace; None where they need not be like it.
        max_reject_share: share of a file's rows that may be lost.

    Raises:
        GateRefused: too many rows are rejected, or too few have come.
    """
    name = f"{source.name}/{schema.name}"
    worst = max(table.reject_share for table in tables)
    bad = [
        _too_many_rejects(t, max_reject_share) for t in tables if t.reject_share > max_reject_share
    ]
    counted = (
        f"{sum(t.rejected for t in tables):,} of {sum(t.rows for t in tables):,} rows rejected"
    )
    _record(run, f"reject_share:{name}", worst, max_reject_share, "\n".join(bad), counted)
    if bad:
        raise GateRefused("\n".join(bad))
    if last is None or not last.rows or not schema.min_rows_share:
        return
    rows = sum(table.accepted for table in tables)
    lost, may_be_lost = 1 - rows / last.rows, 1 - schema.min_rows_share
    compared = (
        f"{rows:,} rows came; the last good delivery, of {last.snapshot_date}, has {last.rows:,}"
    )
    short = (
        f"{tables[0].name}: {compared}; {schema.min_rows_share:.0%} of them must be there"
        if lost > may_be_lost
        else ""
    )
    _record(run, f"rows_lost:{name}", max(lost, 0.0), may_be_lost, short, compared)
    if short:
        raise GateRefused(
            short,
            advice="That delivery stays. If the file is right, save it and give it by --from FILE.",
        )


def _record(run: Run, gate: str, figure: float, limit: float, failure: str, message: str) -> None:
    verdict: Verdict = "failed" if failure else "passed"
    run.gates.append(GateResult(gate, "error", verdict, figure, limit, failure or message))


def _too_many_rejects(table: CheckedTable, limit: float) -> str:
    lost = table.rejected - table.repeats
    return "\n".join(
        [
            f"{table.name}: {lost:,} of {table.rows:,} rows are not what {table.schema.name} "
            f"asks for: {table.reject_share:.3%}, where at most {limit:.3%} may",
            *(f"  {table.name}:{reject.line}: {reject.message}" for reject in table.first),
            f"  all of them: {table.rejects.path}",
        ]
    )

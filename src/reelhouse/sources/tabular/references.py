"""Whether rows of one table speak of what another table has."""

from __future__ import annotations

import duckdb

from reelhouse.evidence import GateResult, Run
from reelhouse.lake import Lake
from reelhouse.sources.ingest import IngestReport
from reelhouse.sources.tabular.schema import Reference, TableSource


def check_references(lake: Lake, source: TableSource, run: Run, report: IngestReport) -> None:
    """Count what is referred to and not there, and warn of it; nothing is refused for it.

    Only tables are looked at of which this run delivered one, as bronze has them now.
    """
    new = {outcome.resource for outcome in report.with_status("delivered")}
    for reference in source.references:
        files = _files(lake, source, reference.table)
        known = _files(lake, source, reference.to_table)
        if files and known and new & {reference.table, reference.to_table}:
            unknown, rows = _count(reference.column, files, known)
            message = (
                f"{unknown:,} of {rows:,} rows of {source.name}/{reference.table} have a "
                f"{reference.column} that {reference.to_table} does not have"
            )
            run.gates.append(
                GateResult(
                    _name(source, reference),
                    "warn",
                    "warned" if unknown else "passed",
                    float(unknown),
                    0.0,
                    message,
                )
            )
            if unknown:
                report.warnings.append(message)


def _name(source: TableSource, reference: Reference) -> str:
    return f"unknown_{reference.column}:{source.name}/{reference.table}"


def _files(lake: Lake, source: TableSource, table: str) -> list[str]:
    """What later layers read of a table."""
    deliveries = lake.deliveries(source.name, table)
    if source.by_name[table].reads == "newest":
        deliveries = lake.snapshots(source.name, table)[-1:]
    return [str(path) for delivery in deliveries for path in delivery.paths]


def _count(column: str, files: list[str], known: list[str]) -> tuple[int, int]:
    with duckdb.connect() as connection:
        found = connection.execute(
            f"""
            select count(*) filter (where k.value is null), count(*)
            from (select {column} as value from read_parquet($1)) t
            left join (select distinct {column} as value from read_parquet($2)) k using (value)
            where t.value is not null
            """,
            [files, known],
        ).fetchone()
    return (int(found[0]), int(found[1])) if found else (0, 0)

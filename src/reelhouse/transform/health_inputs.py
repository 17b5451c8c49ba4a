"""What the lake knows of its own deliveries, as tables that the models of data health read.

`build.deliveries` is everything in bronze, from its sidecars; `build.attempts` what ingests of the
last months tried and `build.drift` the fields that they found changed, from the evidence;
`build.fields` how often each field is missing, measured on the newest deliveries.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from reelhouse.evidence import read_run
from reelhouse.lake import Delivery, Lake
from reelhouse.sources.api import ApiSource
from reelhouse.sources.registry import BronzeResource, bronze_resources, source
from reelhouse.sqltext import table_scan
from reelhouse.transform.inputs import fingerprint_of

Row = dict[str, Any]

EVIDENCE_DAYS = 90
"""Days before the newest ingest of which the evidence is read: it is one file for every run."""

SAMPLED_ROWS = 10_000
"""Rows of an API's delivery in which missing fields are counted."""

_WENT_WRONG = ("refused", "held")

_COLUMNS: dict[str, dict[str, str]] = {
    "deliveries": {
        "source": "varchar",
        "resource": "varchar",
        "delivery": "varchar",
        "snapshot_date": "date",
        "fetched_at": "timestamp",
        "row_count": "bigint",
        "rejected_row_count": "bigint",
        "byte_count": "bigint",
        "sha256": "varchar",
        "is_limited": "boolean",
    },
    "attempts": {
        "source": "varchar",
        "resource": "varchar",
        "run_id": "varchar",
        "attempted_at": "timestamp",
        "status": "varchar",
        "rejected_row_count": "bigint",
    },
    "drift": {
        "source": "varchar",
        "resource": "varchar",
        "field": "varchar",
        "is_new_field": "boolean",
        "message": "varchar",
        "seen_at": "timestamp",
    },
    "fields": {
        "source": "varchar",
        "resource": "varchar",
        "field": "varchar",
        "row_count": "bigint",
        "missing_count": "bigint",
    },
}


@dataclass(frozen=True, slots=True)
class Health:
    """What the lake's own records say; rows as `build.<name>` has them.

    Attributes:
        deliveries: one a delivery in bronze.
        attempts: one for each resource that an ingest tried.
        drift: one for each field that an ingest found changed.
    """

    deliveries: tuple[Row, ...]
    attempts: tuple[Row, ...]
    drift: tuple[Row, ...]

    @property
    def fingerprints(self) -> dict[str, str]:
        """Checksum of each table, as `build__<name>`; fields are those of the deliveries."""
        return {
            "build__deliveries": fingerprint_of(self.deliveries),
            "build__attempts": fingerprint_of(self.attempts),
            "build__drift": fingerprint_of(self.drift),
            "build__fields": fingerprint_of(self.deliveries),
        }

    @property
    def trouble(self) -> str:
        """Checksum of what went wrong or changed at the providers, hex.

        A run that finds nothing new adds an attempt but nothing to this.
        """
        failed = [a for a in self.attempts if a["status"] in _WENT_WRONG]
        changed = {(d["source"], d["resource"], d["field"], d["is_new_field"]) for d in self.drift}
        return fingerprint_of([failed, sorted(changed)])


def read_health(lake: Lake) -> Health:
    """Read what the lake's sidecars and evidence say.

    Args:
        lake: whose.

    Raises:
        ReelhouseError: a record is damaged.
    """
    runs = list(_recent_ingests(lake))
    return Health(
        tuple(_delivery_row(r, d) for r in _resources() for d in _deliveries_of(lake, r)),
        tuple(row for run in runs for row in _attempts_of(run)),
        tuple(row for run in runs for row in _drift_of(run)),
    )


def register_health(connection: duckdb.DuckDBPyConnection, lake: Lake, health: Health) -> None:
    """Make the tables; those of missing fields are measured now.

    Args:
        connection: the build's database.
        lake: where the newest deliveries lie.
        health: what `read_health` gave.
    """
    connection.execute("create schema if not exists build")
    _fill(connection, "deliveries", health.deliveries)
    _fill(connection, "attempts", health.attempts)
    _fill(connection, "drift", health.drift)
    _fill(connection, "fields", tuple(_missing_fields(connection, lake)))


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: tuple[Row, ...]) -> None:
    columns = _COLUMNS[table]
    declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    connection.execute(f"create or replace table build.{table} ({declared})")
    # as one text: thousands of rows given one by one take seconds
    connection.execute(
        f"insert into build.{table} select unnest(from_json($1, $2), recursive := true)",
        [json.dumps(rows), json.dumps([columns])],
    )


def _resources() -> list[BronzeResource]:
    return list(bronze_resources().values())


def _deliveries_of(lake: Lake, resource: BronzeResource) -> list[Delivery]:
    return lake.deliveries(resource.source, resource.resource)


def _delivery_row(resource: BronzeResource, delivery: Delivery) -> Row:
    return {
        "source": resource.source,
        "resource": resource.resource,
        "delivery": delivery.folder.name,
        "snapshot_date": delivery.snapshot_date.isoformat(),
        "fetched_at": _utc(delivery.fetched_at),
        "row_count": delivery.rows,
        "rejected_row_count": sum(part.rejected_rows for part in delivery.parts),
        "byte_count": sum(part.bytes for part in delivery.parts),
        "sha256": delivery.fingerprint,
        "is_limited": any(part.limit is not None for part in delivery.parts),
    }


def _utc(text: str) -> str:
    """An ISO 8601 time as the engine reads timestamps."""
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def _recent_ingests(lake: Lake) -> Iterator[Mapping[str, Any]]:
    """Records of the ingests of the last months that have ended, oldest first."""
    paths = sorted(lake.evidence.glob("*-ingest-*.json")) if lake.evidence.is_dir() else []
    if not paths:
        return
    newest = datetime.strptime(paths[-1].name[:8], "%Y%m%d").replace(tzinfo=UTC)
    first = f"{newest - timedelta(days=EVIDENCE_DAYS):%Y%m%d}"
    for path in paths:
        if path.name >= first:
            run = read_run(lake, path.stem)
            if run["ended_at"]:
                yield run


def _attempts_of(run: Mapping[str, Any]) -> Iterator[Row]:
    provider = run["outcome"].get("source")
    rejected = {step["name"]: step["rows_rejected"] for step in run["steps"]}
    for delivery in run["outcome"].get("deliveries", []):
        resource = delivery["resource"]
        yield {
            "source": provider,
            "resource": resource,
            "run_id": run["run_id"],
            "attempted_at": _utc(run["started_at"]),
            "status": delivery["status"],
            "rejected_row_count": rejected.get(
                f"ingest:{provider}/{resource}", rejected.get(f"ingest:{resource}", 0)
            ),
        }


def _drift_of(run: Mapping[str, Any]) -> Iterator[Row]:
    for gate in run["gates"]:
        kind, _, rest = gate["name"].partition(":")
        subject, _, field = rest.partition(":")
        provider, _, resource = subject.partition("/")
        if kind == "drift":
            yield {
                "source": provider,
                "resource": resource,
                "field": field,
                # what is new breaks nothing and passes; all else warns
                "is_new_field": gate["verdict"] == "passed",
                "message": gate["message"],
                "seen_at": _utc(run["started_at"]),
            }


def _missing_fields(connection: duckdb.DuckDBPyConnection, lake: Lake) -> Iterator[Row]:
    """How often fields are missing in the newest delivery of each resource but bulk files."""
    for resource in _resources():
        newest = _deliveries_of(lake, resource)[-1:] if resource.form == "parquet" else []
        for delivery in newest:
            declared = source(resource.source)
            if isinstance(declared, ApiSource):
                fields = next(r.fields for r in declared.resources if r.name == resource.resource)
                found = _missing_in_payloads(connection, delivery.paths, fields)
            else:
                found = _missing_in_columns(connection, delivery.paths)
            for field, rows, missing in found:
                yield {
                    "source": resource.source,
                    "resource": resource.resource,
                    "field": field,
                    "row_count": rows,
                    "missing_count": missing,
                }


def _missing_in_columns(
    connection: duckdb.DuckDBPyConnection, paths: list[Path]
) -> list[tuple[str, int, int]]:
    """Column, rows and nulls, as the files' own footers say."""
    return connection.execute(
        "select path_in_schema, cast(sum(num_values) as bigint), "
        "cast(sum(stats_null_count) as bigint) "
        "from parquet_metadata($1) where path_in_schema <> 'line' "
        "group by path_in_schema order by min(column_id)",
        [[str(path) for path in paths]],
    ).fetchall()


def _missing_in_payloads(
    connection: duckdb.DuckDBPyConnection, paths: list[Path], fields: Mapping[str, str]
) -> list[tuple[str, int, int]]:
    """Field, rows looked at and rows in which it is null or absent.

    What lies within lists is left out: a list has as many of it as it has elements.
    """
    names = [name for name in fields if "[]" not in name]
    pointers = ["$" + "".join(f'."{step}"' for step in name.split(".")) for name in names]
    rows, *present = connection.execute(
        "select count(*)"
        + "".join(f", count(v[{place}])" for place in range(1, len(names) + 1))
        + f" from (select json_extract_string(payload, $1) as v from (select payload from "
        f"{table_scan(paths)} limit {SAMPLED_ROWS}))",
        [pointers],
    ).fetchall()[0]
    return [(name, rows, rows - known) for name, known in zip(names, present, strict=True)]

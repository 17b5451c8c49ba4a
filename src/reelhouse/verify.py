"""Hold what lies in the lake against what the evidence says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from reelhouse.evidence import read_runs
from reelhouse.gold import MANIFEST, Build, current_build
from reelhouse.lake import Delivery, Lake, Sidecar, sha256_of
from reelhouse.sources.unpack import unpacked


@dataclass(frozen=True, slots=True)
class Finding:
    """One file that was checked.

    Attributes:
        path: the file, relative to the lake.
        problem: what is wrong with it; empty where it is as the evidence says.
    """

    path: str
    problem: str


def verify_lake(lake: Lake, on_file: Callable[[str], None] = lambda path: None) -> list[Finding]:
    """Recompute checksums and row counts of bronze and of the published gold.

    Args:
        lake: what to check.
        on_file: called with each file's path once it has been checked.

    Returns:
        One finding for each file, good ones included.
    """
    checks = [*_bronze_checks(lake), *_gold_checks(lake)]
    findings = []
    with ThreadPoolExecutor(2) as pool:
        for path, problem in pool.map(lambda check: (check[0], check[1]()), checks):
            name = str(path.relative_to(lake.root))
            on_file(name)
            findings.append(Finding(name, problem))
    return findings


Check = tuple[Path, Callable[[], str]]


def _bronze_checks(lake: Lake) -> Iterator[Check]:
    recorded = {
        (record["name"], record["sha256"]): record
        for run in read_runs(lake, "ingest")
        for record in run["inputs"]
    }
    for source, resources in lake.sources().items():
        for resource in resources:
            for delivery in lake.deliveries(source, resource):
                for part in delivery.parts:
                    yield from _part_checks(delivery, part, recorded)


def _part_checks(
    delivery: Delivery, part: Sidecar, recorded: dict[tuple[str, str], dict[str, Any]]
) -> Iterator[Check]:
    received = delivery.folder / part.file

    def check_received() -> str:
        record = recorded.get((f"{part.source}/{part.resource}", part.sha256))
        if record is None:
            return "no run's evidence knows this file"
        if record["rows"] != part.rows or record["bytes"] != part.bytes:
            return "the sidecar and the evidence differ"
        return _check_file(received, part.sha256, part.rows, _text_rows)

    yield received, check_received
    if part.accepted_file != part.file:
        accepted = delivery.folder / part.accepted_file
        yield (
            accepted,
            lambda: _check_file(accepted, part.accepted_sha256, part.accepted_rows, _text_rows),
        )


def _gold_checks(lake: Lake) -> Iterator[Check]:
    build = current_build(lake)
    if build is None:
        return
    run = next(
        (r for r in read_runs(lake, "build") if r["run_id"] == build.manifest["run_id"]), None
    )
    manifest = build.folder / MANIFEST

    def check_manifest() -> str:
        if run is None:
            return "no run's evidence knows this build"
        if sha256_of(manifest) != run["outcome"].get("manifest_sha256"):
            return "its checksum is not the one in the evidence"
        return ""

    yield manifest, check_manifest
    rows_out = {step["name"]: step["rows_out"] for step in run["steps"]} if run else {}
    for table in build.tables:
        yield from _table_checks(build, table, rows_out.get(table))


def _table_checks(build: Build, table: str, recorded_rows: int | None) -> Iterator[Check]:
    content = build.manifest["tables"][table]
    for entry in content["files"]:
        path = build.folder / table / entry["file"]
        yield path, lambda p=path, e=entry: _check_file(p, e["sha256"], e["rows"], _parquet_rows)  # type: ignore[misc]
    known = {entry["file"] for entry in content["files"]}
    for path in sorted((build.folder / table).iterdir()):
        if path.name not in known:
            yield path, lambda: "the build does not know this file"
    if recorded_rows is not None and recorded_rows != content["rows"]:
        yield (
            build.folder / table,
            lambda: f"{content['rows']:,} rows, the evidence says {recorded_rows:,}",
        )


def _check_file(path: Path, sha256: str, rows: int, count: Callable[[Path], int]) -> str:
    if not path.is_file():
        return "the file is missing"
    found = sha256_of(path)
    if found != sha256:
        return f"its checksum is {found[:12]}…, the evidence says {sha256[:12]}…"
    counted = count(path)
    if counted != rows:
        return f"it has {counted:,} rows, the evidence says {rows:,}"
    return ""


def _text_rows(path: Path) -> int:
    """Data rows of a file of lines, gzip or plain, its header not counted."""
    lines, last = 0, b"\n"
    for block in unpacked(path):
        lines += block.count(b"\n")
        last = block[-1:] or last
    return lines + (last != b"\n") - 1


def _parquet_rows(path: Path) -> int:
    with duckdb.connect() as connection:
        row = connection.execute("select count(*) from read_parquet($1)", [str(path)]).fetchone()
    return int(row[0]) if row else 0

"""Hold what lies in the lake against what the evidence says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from reelhouse.errors import ReelhouseError
from reelhouse.evidence import read_runs
from reelhouse.gold import MANIFEST, Build, current_build
from reelhouse.lake import SIDECAR_SUFFIX, Delivery, Lake, Sidecar
from reelhouse.objects.copy import is_blank
from reelhouse.objects.mirror import Mirror
from reelhouse.objects.registry import present
from reelhouse.pointer import POINTER
from reelhouse.reports.record import kept_reports, problem_of
from reelhouse.sources.bulk.unpack import unpacked
from reelhouse.sources.registry import bronze_resources
from reelhouse.sqltext import table_scan
from reelhouse.storage import sha256_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One file that was checked.

    Attributes:
        path: the file, relative to the lake.
        problem: what is wrong with it; empty where it is as the evidence says.
    """

    path: str
    problem: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the files of a lake are looked at.

    Attributes:
        database: what reads Parquet files; one for each file would take longer than the reading.
        mirror: what keeps the lake's folder in step with an object store; None where there is none.
        fetch: whether files that are in the store only are fetched, to look into them.
    """

    database: duckdb.DuckDBPyConnection
    mirror: Mirror | None = None
    fetch: bool = False


def verify_lake(
    lake: Lake,
    on_file: Callable[[str, int, int], None] = lambda path, done, total: None,
    *,
    fetch: bool = False,
) -> list[Finding]:
    """Recompute checksums and row counts of bronze, of the published gold and of kept reports.

    Of a lake in an object store every object is held against what was stored, by its size, ETag and
    checksum; what is in them is read where it is on this disk.

    Args:
        lake: what to check.
        on_file: called with each file's path once it has been checked, how many have been, and
            how many there are.
        fetch: whether to fetch from the store what is not on this disk, and read that too.

    Returns:
        One finding for each file, good ones included.
    """
    if not lake.root.is_dir():
        raise ReelhouseError("there is no lake here", where=lake.place)
    runs = read_runs(lake)
    try:
        build = current_build(lake)
    except ReelhouseError as error:
        build, lost = None, [(lake.gold / POINTER, partial(str, error.what))]
    else:
        lost = []
    build_run = next((r for r in runs if build and r["run_id"] == build.manifest["run_id"]), None)
    ingests = [run for run in runs if run["kind"] in {"ingest", "prune", "restore"}]
    findings = []
    with duckdb.connect() as database, ThreadPoolExecutor(2) as pool:
        place = Place(database, lake.mirror, fetch)
        checks: list[Check] = [
            *_bronze_checks(lake, place, ingests, build_run),
            *lost,
            *(_gold_checks(place, build, build_run) if build else ()),
            *_report_checks(lake, {str(run["run_id"]) for run in runs}),
        ]
        for path, problem in pool.map(lambda check: (check[0], check[1]()), checks):
            name = str(path.relative_to(lake.root))
            findings.append(Finding(name, problem))
            on_file(name, len(findings), len(checks))
    return findings


Check = tuple[Path, Callable[[], str]]
Record = dict[str, Any]


def _report_checks(lake: Lake, run_ids: set[str]) -> Iterator[Check]:
    """Every report whose measures are kept."""
    for path in kept_reports(lake):
        yield path, partial(problem_of, path, run_ids)


def _bronze_checks(
    lake: Lake, place: Place, ingests: list[Record], build_run: Record | None
) -> Iterator[Check]:
    """Every file that a run took in, and every file that lies there."""
    recorded = _recorded_files(lake, ingests, build_run)
    for path, record in sorted(recorded.items()):
        yield (
            path,
            partial(
                _check_file, place, path, record["sha256"], record["rows"], _counter(place, path)
            ),
        )
    for folder in sorted({path.parent for path in recorded if path.exists()}):
        if not any(folder.glob(f"*{SIDECAR_SUFFIX}")):
            yield folder, lambda: "its sidecar is missing"
    for source, resources in lake.sources().items():
        for resource in resources:
            for delivery in lake.deliveries(source, resource):
                yield from _delivery_checks(delivery, recorded)


def _recorded_files(
    lake: Lake, ingests: list[Record], build_run: Record | None
) -> dict[Path, Record]:
    """What the evidence says of each file in bronze."""
    recorded: dict[Path, Record] = {}
    pruned = {lake.root / folder for run in ingests for folder in run["outcome"].get("removed", [])}
    for run in [*ingests, *([build_run] if build_run else [])]:
        outcome = run["outcome"].get("deliveries", [])
        delivered = {lake.root / d["folder"] for d in outcome if d["folder"]}
        for record in run["inputs"]:
            path = lake.root / record["path"]
            if not path.exists() and (path.parent in pruned or _is_superseded(path.parent)):
                continue
            # a run that did not end well may have announced files that never got to their place
            if run["status"] == "done" or path.exists() or path.parent in delivered:
                recorded[path] = record
    return recorded


def _is_superseded(delivery: Path) -> bool:
    """Whether a delivery that is gone was followed by a later one of the same resource."""
    run_id = delivery.name.partition("_")[2]
    return any(other.name.partition("_")[2] > run_id for other in delivery.parent.glob("*_*"))


def _delivery_checks(delivery: Delivery, recorded: dict[Path, Record]) -> Iterator[Check]:
    for part in delivery.parts:
        sidecar = delivery.folder / f"{part.file}{SIDECAR_SUFFIX}"
        yield sidecar, partial(_check_sidecar, delivery, part, recorded)
    for path in sorted(delivery.folder.iterdir()):
        if path not in recorded and not path.name.endswith(SIDECAR_SUFFIX):
            yield path, lambda: "no run's evidence knows this file"


def _check_sidecar(delivery: Delivery, part: Sidecar, recorded: dict[Path, Record]) -> str:
    received = recorded.get(delivery.folder / part.file)
    accepted = recorded.get(delivery.folder / part.accepted_file)
    if received is None or accepted is None:
        return "no run's evidence knows what it stands for"
    if delivery.folder.name != f"{part.snapshot_date}_{part.run_id}":
        return "it says another day or run than its folder"
    said = (part.sha256, part.rows, part.bytes, part.accepted_sha256, part.accepted_rows)
    known = (
        received["sha256"],
        received["rows"],
        received["bytes"],
        accepted["sha256"],
        accepted["rows"],
    )
    return "" if said == known else "it says something else than the evidence"


def _gold_checks(place: Place, build: Build, run: Record | None) -> Iterator[Check]:
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
        yield from _table_checks(place, build, table, rows_out.get(table))


def _table_checks(
    place: Place, build: Build, table: str, recorded_rows: int | None
) -> Iterator[Check]:
    content = build.manifest["tables"][table]
    for entry in content["files"]:
        path = build.folder / table / entry["file"]
        count = partial(_parquet_rows, place.database)
        yield path, partial(_check_file, place, path, entry["sha256"], entry["rows"], count)
    known = {entry["file"] for entry in content["files"]}
    for path in sorted((build.folder / table).glob("*")):
        if path.name not in known:
            yield path, lambda: "the build does not know this file"
    if recorded_rows is not None and recorded_rows != content["rows"]:
        yield (
            build.folder / table,
            lambda: f"{content['rows']:,} rows, the evidence says {recorded_rows:,}",
        )


def _counter(place: Place, path: Path) -> Callable[[Path], int] | None:
    """What counts the rows of a file in bronze; None where only what was made of it has rows."""
    if path.suffix == ".parquet":
        return partial(_parquet_rows, place.database)
    source, resource = path.parts[-4:-2]
    bulk = {(r.source, r.resource) for r in bronze_resources().values() if r.form == "tsv"}
    return _text_rows if (source, resource) in bulk else None


def _check_file(
    place: Place, path: Path, sha256: str, rows: int, count: Callable[[Path], int] | None
) -> str:
    if not path.is_file():
        return "the file is missing"
    if place.mirror:
        problem = place.mirror.problem_of(path, sha256)
        if problem or (is_blank(path) and not place.fetch):
            return problem
        present([path])
    found = sha256_of(path)
    if found != sha256:
        return f"its checksum is {found[:12]}…, the evidence says {sha256[:12]}…"
    counted = rows if count is None else count(path)
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


def _parquet_rows(database: duckdb.DuckDBPyConnection, path: Path) -> int:
    with database.cursor() as cursor:
        [(rows,)] = cursor.execute(f"select count(*) from {table_scan([path])}").fetchall()
    return int(rows)

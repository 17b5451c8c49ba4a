"""Deliveries and builds of a few rows: all that a lake does with its store, without the models."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from reelhouse.evidence import Run, Step
from reelhouse.gold import MANIFEST, Build, current_build, publish
from reelhouse.lake import Delivery, Lake, Sidecar
from reelhouse.sources.bulk.staging import Staging
from reelhouse.sources.imdb import CONTRACTS
from reelhouse.sources.limits import LimitStore
from reelhouse.storage import sha256_of, write_json
from tests.lakes import RATINGS, settings_of

TABLES = ("dim_title", "fact_credit")


def bring(lake: Lake, day: str) -> Delivery:
    """Deliver a few rows, as an ingest does."""
    with lake.exclusive("ingest"), Run.start(lake, "ingest", settings_of(lake)) as run:
        with LimitStore(lake.limits_file) as limits:
            limits.connection.execute("create table if not exists asked (day text)")
            limits.connection.execute("insert into asked values (?)", (day,))
        staging = Staging(lake, "imdb", "none", run.run_id, run.announce)
        staging.sweep()
        folder = staging.begin("title.ratings", date.fromisoformat(day), "by hand")
        path = folder / "title.ratings.tsv"
        header = [column.name for column in CONTRACTS["title.ratings"].columns]
        path.write_text("".join("\t".join(row) + "\n" for row in (header, *RATINGS)))
        sidecar = Sidecar(
            source="imdb",
            resource="title.ratings",
            file=path.name,
            origin="by hand",
            fetched_at=run.started_at,
            snapshot_date=day,
            sha256=sha256_of(path),
            bytes=path.stat().st_size,
            rows=len(RATINGS),
            rejected_rows=0,
            accepted_file=path.name,
            accepted_sha256=sha256_of(path),
            etag="",
            last_modified="",
            limit=None,
            terms="none",
            run_id=run.run_id,
        )
        return staging.hand_over(folder, [sidecar])


def build(lake: Lake, rows: int) -> str:
    """Make a build whose first table has so many rows; the second is as in the build before."""
    with lake.exclusive("build"), Run.start(lake, "build", settings_of(lake)) as run:
        before = current_build(lake)
        folder = lake.gold / run.run_id.replace("-build-", "-")
        tables = {}
        for table in TABLES:
            path = folder / table / f"{table}.parquet"
            path.parent.mkdir(parents=True)
            count = rows if table == "dim_title" else 3
            if before and table == "fact_credit":
                path.hardlink_to(before.table_files(table)[0])
            else:
                _write(path, count)
            entry = {
                "file": path.name,
                "rows": count,
                "bytes": path.stat().st_size,
                "sha256": sha256_of(path),
            }
            tables[table] = {"rows": count, "columns": {"n": "BIGINT"}, "files": [entry]}
            run.steps.append(Step(table, rows_out=count))
        manifest = {
            "build_id": folder.name,
            "run_id": run.run_id,
            "created_at": run.started_at,
            "status": "published",
            "fingerprint": str(rows),
            "seen": {},
            "inputs": [],
            "tables": tables,
            "gates": [],
        }
        write_json(folder / MANIFEST, manifest)
        run.outcome = {"manifest_sha256": sha256_of(folder / MANIFEST)}
        run.save()
        publish(lake, Build(folder, manifest))
    return folder.name


def _write(path: Path, rows: int) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"copy (select range as n from range({rows})) to '{path}'")

"""Small files in IMDb's layout, and a run that takes them in."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from reelhouse.evidence import read_runs
from reelhouse.lake import Delivery, Lake
from reelhouse.settings import load_settings
from reelhouse.sources.imdb import CONTRACTS
from reelhouse.sources.ingest import IngestReport, ingest_imdb
from reelhouse.sources.progress import Progress
from tests.lakes import EVERYTHING

RATINGS = "title.ratings"


def table(resource: str, rows: Iterable[Sequence[str]]) -> bytes:
    """A file's text."""
    lines = [CONTRACTS[resource].header.decode(), *("\t".join(row) for row in rows)]
    return "\n".join(lines).encode() + b"\n"


def ratings(count: int) -> bytes:
    """A file of ratings that does not shrink much when it is packed."""
    rows = (
        (f"tt{n:07}", f"{1 + n * 7919 % 9}.{n * 31 % 10}", str(5 + n * n % 99_991))
        for n in range(1, count + 1)
    )
    return table(RATINGS, rows)


def spoiled(count: int, every: int) -> bytes:
    """Ratings of which some have no number of votes."""
    lines = ratings(count).split(b"\n")
    for line in range(every, count + 1, every):
        lines[line] = lines[line].rpartition(b"\t")[0] + b"\tmany"
    return b"\n".join(lines)


def pack(text: bytes) -> bytes:
    """The text as gzip."""
    return gzip.compress(text, mtime=0)


def write(folder: Path, name: str, text: bytes) -> Path:
    """Write a file, packed if its name says so."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(pack(text) if name.endswith(".gz") else text)
    return path


def write_everything(folder: Path, **other: bytes) -> Path:
    """Write all seven files; those of `other` (dots as underscores) with another text."""
    for resource, rows in EVERYTHING.items():
        text = other.get(resource.replace(".", "_"), table(resource, rows))
        write(folder, f"{resource}.tsv.gz", text)
    return folder


def ingest(
    lake: Lake,
    *origins: str | Path,
    as_of: date | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
    **changes: Any,
) -> IngestReport:
    """Ingest with settings that give up soon."""
    settings = load_settings(
        lake=lake.root, **{"download_attempts": 2, "download_timeout_seconds": 20, **changes}
    )
    places = [str(origin) for origin in origins]
    return ingest_imdb(lake, settings, places, as_of=as_of, limit=limit, progress=progress)


def statuses(report: IngestReport) -> dict[str, str]:
    """How each resource ended."""
    return {outcome.resource: outcome.status for outcome in report.outcomes}


def newest(lake: Lake, resource: str) -> Delivery:
    """The newest snapshot of a resource."""
    return lake.snapshots("imdb", resource)[-1]


def rows_in(path: Path) -> list[bytes]:
    """Data rows of a file in bronze."""
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return text.removesuffix(b"\n").split(b"\n")[1:]


def ids_in(lake: Lake, resource: str) -> set[str]:
    """The first cells of all rows that later layers see."""
    return {
        row.split(b"\t")[0].decode() for p in newest(lake, resource).paths for row in rows_in(p)
    }


def last_run(lake: Lake) -> dict[str, Any]:
    """The record of the newest run."""
    return read_runs(lake)[0]

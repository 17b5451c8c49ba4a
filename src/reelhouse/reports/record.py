"""Reports that a lake keeps, as files: whole, of a build that is on record, and not too many."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.storage import read_record

FOLDER = "reports"
KEYS = ("kind", "period", "made_at", "build_id", "measures")


def kept_reports(lake: Lake) -> Iterator[Path]:
    """Files of the reports that a lake keeps."""
    yield from sorted((lake.root / FOLDER).glob("*/*.json"))


def checksum(measures: dict[str, Any]) -> str:
    """Checksum of the measures of a report, hex."""
    text = json.dumps(measures, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def problem_of(path: Path, run_ids: Collection[str]) -> str:
    """What is wrong with the file of a report; empty where nothing is.

    Args:
        path: the file.
        run_ids: runs that are on record.
    """
    try:
        record = read_record(path, KEYS)
    except ReelhouseError as error:
        return error.what
    if "sha256" in record and record["sha256"] != checksum(record["measures"]):
        return "its measures are not those that were reported"
    if record.get("run_id") not in run_ids:
        return "no evidence knows the run of its build"
    return ""


def drop_old(lake: Lake, keep: int) -> list[str]:
    """Remove reports but the newest of each kind and period.

    Args:
        lake: where they are.
        keep: how many of each kind and period stay, at least 1: the next one is compared with it.

    Returns:
        Their places in the lake.

    Raises:
        ReelhouseError: one of them is damaged; `reelhouse verify` names all that are.
    """
    groups = defaultdict(list)
    for path in kept_reports(lake):
        record = read_record(path, KEYS)
        order = (record["build_id"], record["made_at"])
        groups[record["kind"], record["period"]].append((order, path))
    dropped = []
    for found in groups.values():
        for _, path in sorted(found)[: -max(keep, 1)]:
            path.unlink()
            dropped.append(str(path.relative_to(lake.root)))
    return sorted(dropped)

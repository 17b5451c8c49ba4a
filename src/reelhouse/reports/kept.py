"""The measures of each report, kept in the lake, so that the next one can say what changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.reports.gathered import Report
from reelhouse.reports.record import FOLDER, KEYS, checksum
from reelhouse.storage import read_record, write_json


@dataclass(frozen=True, slots=True)
class Change:
    """A measure in this report and in the one before.

    Attributes:
        title: of the metric.
        unit: of the metric.
        before: its figure as the report before had it; a dash where it had none.
        now: its figure in this one.
        change: how much that is, in words.
    """

    title: str
    unit: str
    before: str
    now: str
    change: str


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since the report before.

    Attributes:
        said: which report that is, in a sentence; or that there is none.
        changes: measures that are not the same.
        same: how many are.
    """

    said: str
    changes: tuple[Change, ...] = ()
    same: int = 0


def folder_of(lake: Lake, kind: str) -> Path:
    """Where the measures of reports of a kind are kept."""
    return lake.root / FOLDER / kind


def keep(lake: Lake, report: Report) -> Path:
    """Keep the measures of a report; one of the same kind, period and build is replaced.

    Only figures that add up over many are kept: no name of a title, a video or a person.

    Raises:
        ReelhouseError: the folder cannot be written.
    """
    period = re.sub(r"[^\w.-]", "_", report.asked_period)
    path = folder_of(lake, report.kind) / f"{period}_{report.build.build_id}.json"
    measures = {
        measure.metric.name: {
            "value": measure.value,
            "unit": measure.metric.unit,
            "of": measure.of,
            "sql": measure.sql,
        }
        for measure in report.measures
    }
    record = {
        "kind": report.kind,
        "period": report.asked_period,
        "made_at": report.made_at.isoformat(timespec="seconds"),
        "build_id": report.build.build_id,
        "run_id": report.run_id,
        "measures": measures,
        "sha256": checksum(measures),
    }
    try:
        write_json(path, record)
    except OSError as error:
        raise ReelhouseError(
            f"the measures of the report cannot be kept: {error}", where=str(path)
        ) from error
    return path


def since_last(lake: Lake, report: Report) -> Since:
    """What changed since the newest report of the same kind and period over an earlier build.

    Raises:
        ReelhouseError: what was kept is damaged.
    """
    records = [
        read_record(path, KEYS) for path in sorted(folder_of(lake, report.kind).glob("*.json"))
    ]
    others = [r for r in records if r["build_id"] < report.build.build_id]
    earlier = [r for r in others if r["period"] == report.asked_period]
    if not earlier:
        why = "of this period " if others else ""
        return Since(f"There is no earlier report {why}to compare with.")
    last = max(earlier, key=lambda record: (record["build_id"], record["made_at"]))
    changes = tuple(_changes(report, last["measures"]))
    said = (
        f"Compared with the report of {str(last['made_at'])[:10]} over build {last['build_id']}, "
        f"of the period {last['period']} as it was then."
    )
    return Since(said, changes, len(report.measures) - len(changes))


def _changes(report: Report, before: dict[str, Any]) -> Sequence[Change]:
    found = []
    for measure in report.measures:
        old = before.get(measure.metric.name, {}).get("value")
        if old == measure.value:
            continue
        shown = "–" if old is None else format(old, measure.metric.format)
        unit = measure.metric.unit
        found.append(
            Change(measure.metric.title, unit, shown, measure.text, _said(old, measure.value, unit))
        )
    return found


def _said(old: float | None, now: float | None, unit: str) -> str:
    if old is None:
        return "new"
    if now is None:
        return "gone"
    if unit == "share":
        return f"{(now - old) * 100:+.1f} percentage points"
    if old == 0:
        return "from nothing"
    return f"{(now - old) / abs(old):+.1%}"

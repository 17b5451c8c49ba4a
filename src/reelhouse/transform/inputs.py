"""Which deliveries of bronze a build reads, and in which order history has to see them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from reelhouse.lake import Delivery, Lake
from reelhouse.sources import imdb

PROJECT = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class BronzeTable:
    """One bronze resource as a build reads it.

    Attributes:
        source: provider.
        resource: what it is called there.
        columns: the columns of its files, all text.
        delivery: what has arrived; None where nothing has.
    """

    source: str
    resource: str
    columns: tuple[str, ...]
    delivery: Delivery | None

    @property
    def paths(self) -> list[Path]:
        """Files to read."""
        return self.delivery.paths if self.delivery else []

    @property
    def snapshot_date(self) -> date | None:
        """The day the content stands for."""
        return self.delivery.snapshot_date if self.delivery else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build reads.

    Attributes:
        passes: the state of bronze at each snapshot date that history has not seen yet, oldest
            first; the last one is what the build shows.
        carries_history: whether history goes on from the published build or is computed anew.
    """

    passes: tuple[dict[str, BronzeTable], ...]
    carries_history: bool

    @property
    def tables(self) -> dict[str, BronzeTable]:
        """Bronze as the build shows it."""
        return self.passes[-1]


def known_resources() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Every resource that silver reads: table name → source, resource, columns."""
    return {
        f"imdb__{resource.replace('.', '_')}": (
            "imdb",
            resource,
            tuple(column.name for column in contract.columns),
        )
        for resource, contract in imdb.CONTRACTS.items()
    }


def plan_build(lake: Lake, seen: Mapping[str, Mapping[str, str]] | None) -> Plan:
    """Decide what to read.

    History is carried on from the published build when all that is new in bronze is later than
    what that build has seen. A delivery that is older, or that corrects a day already seen, makes
    history be computed anew from all deliveries.

    Args:
        lake: where bronze lies.
        seen: snapshots that history has seen, by table name, then date → fingerprint; None where
            there are none.
    """
    resources = known_resources()
    snapshots = {
        name: lake.snapshots(source, resource) for name, (source, resource, _) in resources.items()
    }
    carries = seen is not None and all(
        _only_adds(seen.get(name, {}), found) for name, found in snapshots.items()
    )
    known = (seen or {}) if carries else {}
    new_days = sorted(
        {
            delivery.snapshot_date
            for name, found in snapshots.items()
            for delivery in found
            if delivery.snapshot_date.isoformat() not in known.get(name, {})
        }
    )
    newest = max((d.snapshot_date for found in snapshots.values() for d in found), default=None)
    days = new_days or ([newest] if newest else [date.min])
    if newest and days[-1] != newest:
        days.append(newest)
    passes = tuple(
        {
            name: BronzeTable(
                source, resource, columns, _as_of(snapshots[name], day, known.get(name, {}))
            )
            for name, (source, resource, columns) in resources.items()
        }
        for day in days
    )
    return Plan(passes, carries)


def seen_snapshots(lake: Lake) -> dict[str, dict[str, str]]:
    """All snapshots in bronze, by table name, then date → fingerprint of what is read."""
    return {
        name: {d.snapshot_date.isoformat(): d.fingerprint for d in lake.snapshots(source, resource)}
        for name, (source, resource, _) in known_resources().items()
    }


def _only_adds(seen: Mapping[str, str], found: list[Delivery]) -> bool:
    """Whether every delivery is one already seen or later than all of them."""
    latest = max(seen, default="")
    present = {d.snapshot_date.isoformat(): d.fingerprint for d in found}
    return all(day > latest or seen.get(day) == fingerprint for day, fingerprint in present.items())


def _as_of(found: list[Delivery], day: date, seen: Mapping[str, str]) -> Delivery | None:
    """The newest delivery that is not later than a day, or that history has seen already."""
    known = [d for d in found if d.snapshot_date <= day or d.snapshot_date.isoformat() in seen]
    return known[-1] if known else None


@cache
def gold_models() -> tuple[str, ...]:
    """Names of all tables that a build writes."""
    return tuple(sorted(path.stem for path in (PROJECT / "models" / "gold").rglob("*.sql")))


@cache
def project_checksum() -> str:
    """Checksum of all SQL and YAML that a build depends on, hex."""
    digest = hashlib.sha256()
    for path in sorted(PROJECT.rglob("*")):
        if path.suffix in {".sql", ".yml"}:
            digest.update(str(path.relative_to(PROJECT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def fingerprint_of(content: Any) -> str:
    """Checksum of anything that is JSON, hex."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

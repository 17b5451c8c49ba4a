"""Which deliveries of bronze a build reads, and in which order history has to see them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from reelhouse.lake import Delivery, Lake
from reelhouse.sources.registry import BronzeResource, bronze_resources

PROJECT = Path(__file__).parent

# what the models tagged `history` read: their days are replayed one by one, all other resources
# only count as they are now
HISTORY_RESOURCES = ("imdb__title_basics", "imdb__title_ratings")

Snapshots = Mapping[str, list[Delivery]]


@dataclass(frozen=True, slots=True)
class BronzeTable:
    """One bronze resource as a build reads it.

    Attributes:
        resource: what it is.
        deliveries: what is read of it, oldest first; none where nothing has arrived.
        in_store: whether its files are read where an object store has them, and are not fetched.
    """

    resource: BronzeResource
    deliveries: tuple[Delivery, ...]
    in_store: bool = False

    @property
    def rows(self) -> int:
        """Rows to read."""
        return sum(delivery.rows for delivery in self.deliveries)

    @property
    def snapshot_date(self) -> date | None:
        """The newest day that the content stands for."""
        return self.deliveries[-1].snapshot_date if self.deliveries else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build reads.

    Attributes:
        passes: the state of bronze at each snapshot date that history has not seen yet, oldest
            first; the last one is what the build shows. All but the last hold only what history
            is made of.
        carries_history: whether history goes on from the published build or is computed anew.
    """

    passes: tuple[dict[str, BronzeTable], ...]
    carries_history: bool

    @property
    def tables(self) -> dict[str, BronzeTable]:
        """Bronze as the build shows it."""
        return self.passes[-1]


def find_snapshots(lake: Lake) -> dict[str, list[Delivery]]:
    """Everything in bronze at this moment that a build may read, by table name, oldest first.

    Where only the newest delivery is read, one for each snapshot date; else all there are.
    """
    return {
        name: (lake.snapshots if resource.reads == "newest" else lake.deliveries)(
            resource.source, resource.resource
        )
        for name, resource in bronze_resources().items()
    }


def fingerprints(snapshots: Snapshots) -> dict[str, dict[str, str]]:
    """What is read of each delivery, by table name, then date or folder → fingerprint."""
    resources = bronze_resources()
    return {
        name: {
            d.snapshot_date.isoformat()
            if resources[name].reads == "newest"
            else d.folder.name: d.fingerprint
            for d in found
        }
        for name, found in snapshots.items()
    }


def seen_snapshots(lake: Lake) -> dict[str, dict[str, str]]:
    """All there is in bronze, by table name, then date or folder → fingerprint."""
    return fingerprints(find_snapshots(lake))


def plan_build(
    snapshots: Snapshots,
    seen: Mapping[str, Mapping[str, str]] | None,
    *,
    reads_store: bool = False,
) -> Plan:
    """Decide what to read.

    History is carried on from the published build when all that is new in its resources is later
    than everything that build has seen of any of them: ratings are weighed by the titles of their
    day, so that titles that come late change them. A delivery that is not later, or that corrects
    a day already seen, makes history be computed anew from all deliveries.

    Args:
        snapshots: what lies in bronze, as `find_snapshots` gave it.
        seen: snapshots that the published build has seen, as `fingerprints` gave them; None where
            nothing is carried on.
        reads_store: whether what runs the models reads files where an object store has them.
            Days of sessions are fetched all the same: a build looks into them to tell which day
            has to be made.
    """
    present = fingerprints({name: snapshots[name] for name in HISTORY_RESOURCES})
    carries = seen is not None and _only_adds(seen, present)
    known = seen if seen is not None and carries else {}
    new_days = sorted(
        {
            date.fromisoformat(day)
            for name, days in present.items()
            for day in days
            if day not in known.get(name, {})
        }
    )
    passes = [
        {
            name: _table(name, _as_of(found, day) if name in HISTORY_RESOURCES else [], reads_store)
            for name, found in snapshots.items()
        }
        for day in new_days[:-1]
    ]
    now = {name: _table(name, found, reads_store) for name, found in snapshots.items()}
    return Plan((*passes, now), carries)


def _only_adds(
    seen: Mapping[str, Mapping[str, str]], present: Mapping[str, Mapping[str, str]]
) -> bool:
    """Whether every delivery of history is one already seen or later than all that was seen."""
    latest = max((day for name in HISTORY_RESOURCES for day in seen.get(name, {})), default="")
    return all(
        day > latest or seen.get(name, {}).get(day) == fingerprint
        for name, days in present.items()
        for day, fingerprint in days.items()
    )


def _as_of(found: list[Delivery], day: date) -> list[Delivery]:
    """The deliveries that are not later than a day."""
    return [d for d in found if d.snapshot_date <= day]


def _table(name: str, found: list[Delivery], reads_store: bool) -> BronzeTable:
    resource = bronze_resources()[name]
    read = tuple(found[-1:] if resource.reads == "newest" else found)
    return BronzeTable(resource, read, in_store=reads_store and not resource.by_day_of)


def selection(tables: Mapping[str, BronzeTable]) -> str:
    """The models that a build needs, as dbt selects them.

    All of gold and what it reads, and the silver of every source that has arrived: making hundreds
    of views that nobody reads takes longer than the rest of a small build.
    """
    arrived = sorted({t.resource.source for t in tables.values() if t.deliveries})
    return " ".join(["+path:models/gold", *(f"path:models/silver/{name}" for name in arrived)])


@cache
def gold_models() -> tuple[str, ...]:
    """Names of all tables that a build writes."""
    return tuple(sorted(path.stem for path in (PROJECT / "models" / "gold").rglob("*.sql")))


@cache
def taken_in_order() -> frozenset[str]:
    """Bronze tables whose rows a model takes as they come, if they come in its order."""
    models = (PROJECT / "models" / "gold").rglob("*.sql")
    return frozenset(
        table
        for path in models
        for table in re.findall(r"in_order_of='(\w+)'", path.read_text(encoding="utf-8"))
    )


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

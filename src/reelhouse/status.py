"""How the lake stands: what has arrived, how old it is, what is missing, what is published."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from reelhouse import clock
from reelhouse.errors import ReelhouseError
from reelhouse.evidence import read_runs
from reelhouse.gold import current_build
from reelhouse.lake import Lake
from reelhouse.ml.standing import ModelStanding, read_standing
from reelhouse.retention import find_expired
from reelhouse.settings import Settings
from reelhouse.sources.limits import LimitStore, QuotaLedger, resets_at
from reelhouse.sources.registry import MODULES, bronze_resources, is_api, source
from reelhouse.transform.inputs import find_snapshots, fingerprints
from reelhouse.transform.lineage import read_by_gold, tables_fed_by


@dataclass(frozen=True, slots=True)
class ResourceStatus:
    """How one resource of a source stands.

    Attributes:
        source: provider.
        resource: what the provider calls it.
        snapshot_date: the day the newest delivery stands for; None where nothing has arrived.
        age_days: days since then.
        snapshots: deliveries that are kept.
        rows: rows of the newest one that later layers see.
        rejected_rows: rows of the newest one that broke the contract.
        limit: titles it was cut down to; None means all.
        in_build: whether the published build has seen the newest one; None where gold reads none.
        feeds: gold tables that are empty without it.
    """

    source: str
    resource: str
    snapshot_date: date | None
    age_days: int | None
    snapshots: int
    rows: int
    rejected_rows: int
    limit: int | None
    in_build: bool | None
    feeds: list[str]


@dataclass(frozen=True, slots=True)
class LakeStatus:
    """How the whole lake stands.

    Attributes:
        resources: one entry for each resource that silver knows.
        build: id, age and size of the published build; None where there is none.
        problem: why the published build cannot be read; empty where it can or there is none.
        gates: gates of that build that did not pass plainly.
        last_runs: the newest run of each kind.
        partial_downloads: downloads and pulls that the next ingest goes on with.
        quotas: for each daily quota of a source in use what is left, of how much, until when.
        expired: what terms no longer allow to be kept.
        models: how each model stands.
    """

    resources: list[ResourceStatus]
    build: dict[str, Any] | None
    problem: str
    gates: list[dict[str, Any]]
    last_runs: list[dict[str, Any]]
    partial_downloads: list[str]
    quotas: list[dict[str, Any]]
    expired: list[dict[str, Any]]
    models: list[ModelStanding]


def read_status(lake: Lake, settings: Settings, today: date) -> LakeStatus:
    """Take stock of a lake.

    Args:
        lake: what to look at.
        settings: what quotas are granted, and how long data may be kept.
        today: the day ages are counted from.
    """
    problem = ""
    try:
        build = current_build(lake)
    except ReelhouseError as error:
        build, problem = None, str(error)
    built = build.manifest["seen"] if build else {}
    snapshots = find_snapshots(lake)
    in_bronze = fingerprints(snapshots)
    in_gold = set(read_by_gold())
    resources = []
    for name, found in bronze_resources().items():
        provider, resource = found.source, found.resource
        deliveries = snapshots[name]
        newest = deliveries[-1] if deliveries else None
        day = newest.snapshot_date if newest else None
        resources.append(
            ResourceStatus(
                source=provider,
                resource=resource,
                snapshot_date=day,
                age_days=(today - day).days if day else None,
                snapshots=len(deliveries),
                rows=newest.rows if newest else 0,
                rejected_rows=sum(p.rejected_rows for p in newest.parts) if newest else 0,
                limit=newest.parts[0].limit if newest else None,
                in_build=bool(newest) and built.get(name) == in_bronze[name]
                if name in in_gold
                else None,
                feeds=tables_fed_by(name),
            )
        )
    last: dict[str, dict[str, Any]] = {}
    for run in read_runs(lake):
        last.setdefault(run["kind"], run)
    return LakeStatus(
        resources=resources,
        build=None
        if build is None
        else {
            "build_id": build.build_id,
            "created_at": build.manifest["created_at"],
            "tables": len(build.tables),
            "rows": sum(build.rows.values()),
            "bytes": build.bytes,
        },
        problem=problem,
        gates=[g for g in build.manifest["gates"] if g["verdict"] in {"warned", "accepted"}]
        if build
        else [],
        last_runs=[
            {k: run[k] for k in ("kind", "run_id", "status", "started_at", "seconds", "error")}
            for run in last.values()
        ],
        partial_downloads=sorted(
            str(path.relative_to(lake.incoming))
            for pattern in ("*.part", "pulls/*/*.sqlite")
            for path in lake.incoming.rglob(pattern)
        )
        if lake.incoming.is_dir()
        else [],
        quotas=_quotas(lake, settings),
        expired=[asdict(found) for found in find_expired(lake, settings, clock.now())],
        models=read_standing(lake, build),
    )


def _quotas(lake: Lake, settings: Settings) -> list[dict[str, Any]]:
    """What is left of the daily quotas of sources that have used any."""
    if not lake.limits_file.is_file():
        return []
    found = []
    with LimitStore(lake.limits_file) as store:
        for name in MODULES:
            declared: Any = source(name)
            quotas = declared.quotas(getattr(settings, name)) if is_api(declared) else ()
            ledger = QuotaLedger(store.connection, name, quotas)
            for quota in quotas:
                left = ledger.left(quota.name)
                if left < quota.units or any(lake.sources().get(name, [])):
                    found.append(
                        {
                            "source": name,
                            "quota": quota.name,
                            "left": left,
                            "of": quota.units,
                            "resets_at": resets_at(quota),
                        }
                    )
    return found

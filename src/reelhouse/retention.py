"""Remove from a lake what a provider's terms no longer allow to be kept."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from reelhouse import clock
from reelhouse.evidence import Run, read_runs
from reelhouse.gold import current_build
from reelhouse.lake import Lake
from reelhouse.ml.erasure import forget
from reelhouse.removal import (
    Removal,
    doomed_entities,
    fetched_before,
    forget_rejects,
    rows_where,
)
from reelhouse.settings import Settings
from reelhouse.sources.journal import forget_older
from reelhouse.sources.terms import TERMS, keep_days


@dataclass(frozen=True, slots=True)
class Expired:
    """What of one resource may no longer be kept.

    Attributes:
        source: the provider.
        resource: what it is.
        keep_days: days that it may be kept.
        rows: rows older than that.
        deliveries: deliveries that hold them.
    """

    source: str
    resource: str
    keep_days: int
    rows: int
    deliveries: int


@dataclass(slots=True)
class PruneReport:
    """What was removed.

    Attributes:
        run_id: the run; empty where there was nothing to do.
        expired: by resource.
        erased: rows of single entities that were to go, by resource.
        builds: builds that held such data and are gone.
        models: versions of models that learned from what was erased and are gone.
        rebuild: whether the published build still holds such data.
    """

    run_id: str = ""
    expired: list[Expired] = field(default_factory=list)
    erased: dict[str, int] = field(default_factory=dict)
    builds: list[str] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    rebuild: bool = False


def find_expired(lake: Lake, settings: Settings, now: datetime) -> list[Expired]:
    """What may no longer be kept, by resource.

    Args:
        lake: where to look.
        settings: hold what was agreed with providers.
        now: the moment that ages are counted to, in UTC.
    """
    found = []
    for source, resource, days in _limited(lake, settings):
        old = rows_where(lake.deliveries(source, resource), fetched_before(_cutoff(now, days)))
        if old:
            rows = sum(count for _, count in old)
            found.append(Expired(source, resource, days, rows, len(old)))
    return found


def prune_expired(lake: Lake, settings: Settings, now: datetime | None = None) -> PruneReport:
    """Remove what may no longer be kept from bronze, and the builds that hold it.

    The published build stays until the next one replaces it.

    Args:
        lake: where to look.
        settings: hold what was agreed with providers.
        now: the moment that ages are counted to, in UTC.

    Raises:
        ReelhouseError: an ingest or a build is running.
    """
    now = now or clock.now()
    report = PruneReport()
    with lake.exclusive("ingest"), lake.exclusive("build"):
        _drop_old_pulls(lake, settings, now)
        report.expired = find_expired(lake, settings, now)
        if not report.expired:
            report.builds, report.rebuild = _drop_builds(lake, _removed_ever(lake))
            return report
        with Run.start(lake, "prune", settings) as run:
            removal = Removal(lake, run)
            for expired in report.expired:
                cutoff = _cutoff(now, expired.keep_days)
                removal.of(expired.source, expired.resource, fetched_before(cutoff))
            _conclude(removal, report)
    return report


def erase_entities(
    lake: Lake, settings: Settings, source: str, entities: Collection[str]
) -> PruneReport:
    """Remove single entities of a source from bronze, and the builds and models that read them.

    Several providers demand that what was deleted there is deleted here; a member of the team's own
    service may demand it too.

    Args:
        lake: where to look.
        settings: of this run.
        source: the provider.
        entities: ids as bronze has them; those composed with a slash go with their first part. Of
            tables all rows go that have one of them as a key, or refer to it.

    Raises:
        ReelhouseError: an ingest or a build is running.
    """
    report = PruneReport()
    with lake.exclusive("ingest"), lake.exclusive("build"):
        # answers that wait for the next run, and rows that were rejected, may hold them too
        shutil.rmtree(lake.pulls(source), ignore_errors=True)
        forget_rejects(lake, source, entities)
        doomed = {
            resource: doomed_entities(source, resource, entities)
            for resource in lake.sources().get(source, [])
        }
        found = {
            resource: sum(n for _, n in rows_where(lake.deliveries(source, resource), rows))
            for resource, rows in doomed.items()
        }
        if not any(found.values()):
            report.builds, report.rebuild = _drop_builds(lake, _removed_ever(lake))
            report.models = forget(lake)
            return report
        with Run.start(lake, "prune", settings) as run:
            run.outcome["is_erasure"] = True
            removal = Removal(lake, run)
            for resource in (name for name, rows in found.items() if rows):
                removal.of(source, resource, doomed[resource])
            _conclude(removal, report)
            report.erased = {name: rows for name, rows in found.items() if rows}
            report.models = run.outcome["models"] = forget(lake)
    return report


def _conclude(removal: Removal, report: PruneReport) -> None:
    """Drop the builds that read what was removed."""
    report.run_id = removal.run.run_id
    removed = _removed_ever(removal.lake) | set(removal.folders)
    report.builds, report.rebuild = _drop_builds(removal.lake, removed)
    removal.lake.sweep()
    removal.run.outcome["builds"] = report.builds


def _limited(lake: Lake, settings: Settings) -> Iterator[tuple[str, str, int]]:
    """Resources in bronze that may not be kept for ever, with the days."""
    for source, days in _sources(settings):
        for resource in lake.sources().get(source, []):
            yield source, resource, days


def _sources(settings: Settings) -> Iterator[tuple[str, int]]:
    """Sources whose data may not be kept for ever, with the days."""
    for source in TERMS:
        days = keep_days(source, settings.terms.keep_days)
        if days is not None:
            yield source, days


def _cutoff(now: datetime, days: int) -> str:
    return (now - timedelta(days=days)).isoformat(timespec="milliseconds")


def _drop_old_pulls(lake: Lake, settings: Settings, now: datetime) -> None:
    """Answers that wait in journals are kept no longer than what is in bronze."""
    for source, days in _sources(settings):
        folder = lake.pulls(source)
        for journal in folder.glob("*.sqlite") if folder.is_dir() else ():
            forget_older(journal, days, now)


def _removed_ever(lake: Lake) -> set[str]:
    """Deliveries that were removed by this run or an earlier one.

    The build that was published then stayed until another one replaced it.
    """
    return {
        folder
        for run in read_runs(lake)
        if run["kind"] == "prune"
        for folder in run["outcome"].get("removed", [])
    }


def _drop_builds(lake: Lake, removed: set[str]) -> tuple[list[str], bool]:
    """Drop builds that read what was removed; tells whether the published one did."""
    from reelhouse.builds import delete, list_builds

    current = current_build(lake)
    dropped, rebuild = [], False
    for build in list_builds(lake):
        read = (entry["path"] for entry in build.manifest["inputs"])
        if any(str(Path(path).parent) in removed for path in read):
            if current and build.build_id == current.build_id:
                rebuild = True
            else:
                delete(build)
                dropped.append(build.build_id)
    return dropped, rebuild

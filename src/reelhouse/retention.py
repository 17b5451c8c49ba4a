"""Remove from a lake what a provider's terms no longer allow to be kept."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

import duckdb

from reelhouse import clock
from reelhouse.evidence import Input, Run, Step, read_runs
from reelhouse.gold import current_build
from reelhouse.lake import Delivery, Lake
from reelhouse.settings import Settings
from reelhouse.sources.envelope import FILE, small_engine, write_rows
from reelhouse.sources.journal import forget_older
from reelhouse.sources.terms import TERMS, keep_days
from reelhouse.sqltext import literal, table_scan
from reelhouse.storage import sha256_of


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
        rebuild: whether the published build still holds such data.
    """

    run_id: str = ""
    expired: list[Expired] = field(default_factory=list)
    erased: dict[str, int] = field(default_factory=dict)
    builds: list[str] = field(default_factory=list)
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
        condition = f"fetched_at < {literal(_cutoff(now, days))}"
        old = _rows_where(lake.deliveries(source, resource), condition)
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
            removal = _Removal(lake, run)
            for expired in report.expired:
                cutoff = _cutoff(now, expired.keep_days)
                removal.of(expired.source, expired.resource, f"fetched_at < {literal(cutoff)}")
            removal.conclude(report)
    return report


def erase_entities(
    lake: Lake, settings: Settings, source: str, entities: Collection[str]
) -> PruneReport:
    """Remove single entities of a source from bronze, and the builds that read them.

    Several providers demand that what was deleted there is deleted here.

    Args:
        lake: where to look.
        settings: of this run.
        source: the provider.
        entities: ids as bronze has them; those composed with a slash go with their first part.

    Raises:
        ReelhouseError: an ingest or a build is running.
    """
    report = PruneReport()
    with lake.exclusive("ingest"), lake.exclusive("build"):
        # answers that wait for the next run may hold them too
        shutil.rmtree(lake.pulls(source), ignore_errors=True)
        wanted = ", ".join(literal(entity) for entity in sorted(entities))
        condition = f"entity_id in ({wanted}) or split_part(entity_id, '/', 1) in ({wanted})"
        resources = {
            resource: sum(n for _, n in _rows_where(lake.deliveries(source, resource), condition))
            for resource in lake.sources().get(source, [])
        }
        if not any(resources.values()):
            report.builds, report.rebuild = _drop_builds(lake, _removed_ever(lake))
            return report
        with Run.start(lake, "prune", settings) as run:
            removal = _Removal(lake, run)
            for resource in (name for name, rows in resources.items() if rows):
                removal.of(source, resource, condition)
            removal.conclude(report)
            report.erased = {name: rows for name, rows in resources.items() if rows}
    return report


@dataclass(slots=True)
class _Removal:
    """Takes rows out of deliveries, on record before they are gone."""

    lake: Lake
    run: Run
    folders: list[str] = field(default_factory=list)

    def of(self, source: str, resource: str, condition: str) -> None:
        """Remove rows of a resource that meet a condition."""
        with self.run.step(f"prune:{source}/{resource}") as step:
            found = _rows_where(self.lake.deliveries(source, resource), condition)
            # what stays of several deliveries of one day becomes one
            of_a_day = groupby(found, key=lambda pair: pair[0].snapshot_date)
            for _, pairs in of_a_day:
                self._remove(list(pairs), condition, step)

    def _remove(self, pairs: list[tuple[Delivery, int]], condition: str, step: Step) -> None:
        """Remove rows, and their number is given, from deliveries of one resource and day."""
        for delivery, rows in pairs:
            step.rows_in += delivery.rows
            step.rows_rejected += rows
            step.rows_out += delivery.rows - rows
            self.folders.append(str(delivery.folder.relative_to(self.lake.root)))
        self.run.outcome["removed"] = self.folders
        self.run.save()
        if kept := [delivery for delivery, rows in pairs if rows < delivery.rows]:
            _rewrite(self.lake, self.run, kept, condition)
        for delivery, _ in pairs:
            shutil.rmtree(delivery.folder)

    def conclude(self, report: PruneReport) -> None:
        """Drop the builds that read what was removed."""
        report.run_id = self.run.run_id
        removed = _removed_ever(self.lake) | set(self.folders)
        report.builds, report.rebuild = _drop_builds(self.lake, removed)
        self.run.outcome["builds"] = report.builds


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


def _is_envelope(delivery: Delivery) -> bool:
    return len(delivery.parts) == 1 and delivery.parts[0].accepted_file == FILE


def _rows_where(deliveries: list[Delivery], condition: str) -> list[tuple[Delivery, int]]:
    """Deliveries with rows that meet a condition, and how many these are.

    Of files it is all of them or none, by when they came.
    """
    rows: dict[Path, int] = {}
    with duckdb.connect() as connection:
        if paths := [path for d in deliveries if _is_envelope(d) for path in d.paths]:
            files = ", ".join(literal(str(path)) for path in paths)
            counted = connection.execute(
                f"select filename, count(*) from read_parquet([{files}], filename = true) "
                f"where {condition} group by filename"
            ).fetchall()
            rows = {Path(name).parent: count for name, count in counted}
        for delivery in deliveries:
            if not _is_envelope(delivery):
                [(all_of_them,)] = connection.execute(
                    f"select {condition} from (select $1 as fetched_at, '' as entity_id)",
                    [delivery.fetched_at],
                ).fetchall()
                rows[delivery.folder] = delivery.rows if all_of_them else 0
    return [(d, rows[d.folder]) for d in deliveries if rows.get(d.folder)]


def _rewrite(lake: Lake, run: Run, deliveries: list[Delivery], condition: str) -> None:
    """Put the rows that may stay, of deliveries of one day, beside those deliveries."""
    part = deliveries[-1].parts[0]
    folder = lake.incoming / ".staging" / f"{part.resource}.kept"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    target = folder / FILE
    rows = sum(delivery.rows for delivery in deliveries)
    size = sum(p.bytes for delivery in deliveries for p in delivery.parts)
    scan = table_scan([path for delivery in deliveries for path in delivery.paths])
    with small_engine(folder.parent) as connection:
        # packed, a row takes about a fifth
        write_rows(connection, f"{scan} where not ({condition})", target, 5 * size // rows)
        [(rows,)] = connection.execute(f"select count(*) from {table_scan([target])}").fetchall()
    checksum = sha256_of(target)
    kept = replace(
        part,
        sha256=checksum,
        accepted_sha256=checksum,
        bytes=target.stat().st_size,
        rows=int(rows),
        run_id=run.run_id,
    )
    name = f"{part.snapshot_date}_{run.run_id}"
    path = lake.bronze / part.source / part.resource / name / FILE
    run.announce(
        [Input(kept.input_name, str(path.relative_to(lake.root)), checksum, kept.bytes, kept.rows)]
    )
    lake.deliver(folder, [kept])


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
    from reelhouse.builds import list_builds

    current = current_build(lake)
    dropped, rebuild = [], False
    for build in list_builds(lake):
        read = (entry["path"] for entry in build.manifest["inputs"])
        if any(str(Path(path).parent) in removed for path in read):
            if current and build.build_id == current.build_id:
                rebuild = True
            else:
                shutil.rmtree(build.folder)
                dropped.append(build.build_id)
    return dropped, rebuild

"""Remove from a lake what a provider's terms no longer allow to be kept."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from reelhouse.evidence import Input, Run
from reelhouse.gold import current_build
from reelhouse.lake import Delivery, Lake
from reelhouse.settings import Settings
from reelhouse.sources.api import ENVELOPE
from reelhouse.sources.envelope import FILE
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
        old = [(d, _rows_where(d, condition)) for d in lake.deliveries(source, resource)]
        rows = sum(count for _, count in old)
        if rows:
            found.append(Expired(source, resource, days, rows, sum(1 for _, count in old if count)))
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
    now = now or datetime.now(UTC)
    report = PruneReport()
    with lake.exclusive("ingest"), lake.exclusive("build"):
        _drop_old_pulls(lake, settings, now)
        report.expired = find_expired(lake, settings, now)
        if not report.expired:
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
            resource: sum(_rows_where(d, condition) for d in lake.deliveries(source, resource))
            for resource in lake.sources().get(source, [])
        }
        if not any(resources.values()):
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
            for delivery in self.lake.deliveries(source, resource):
                rows = _rows_where(delivery, condition)
                if not rows:
                    continue
                step.rows_in += delivery.rows
                step.rows_rejected += rows
                step.rows_out += delivery.rows - rows
                self.folders.append(str(delivery.folder.relative_to(self.lake.root)))
                self.run.outcome["removed"] = self.folders
                self.run.save()
                if rows < delivery.rows:
                    _rewrite(self.lake, self.run, delivery, condition)
                shutil.rmtree(delivery.folder)

    def conclude(self, report: PruneReport) -> None:
        """Drop the builds that read what was removed."""
        report.run_id = self.run.run_id
        report.builds, report.rebuild = _drop_builds(self.lake, self.folders)
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


def _rows_where(delivery: Delivery, condition: str) -> int:
    """Rows of a delivery that meet a condition; of files all of them, by when they came."""
    if not _is_envelope(delivery):
        with duckdb.connect() as connection:
            [(all_of_them,)] = connection.execute(
                f"select {condition} from (select $1 as fetched_at, '' as entity_id)",
                [delivery.fetched_at],
            ).fetchall()
        return delivery.rows if all_of_them else 0
    with duckdb.connect() as connection:
        [(rows,)] = connection.execute(
            f"select count(*) from {table_scan(delivery.paths)} where {condition}"
        ).fetchall()
    return int(rows)


def _rewrite(lake: Lake, run: Run, delivery: Delivery, condition: str) -> None:
    """Put the rows that may stay beside the delivery that goes."""
    [part] = delivery.parts
    folder = lake.incoming / ".staging" / f"{part.resource}.kept"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    target = folder / FILE
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select {', '.join(ENVELOPE)} from {table_scan(delivery.paths)} "
            f"where not ({condition}) order by entity_id, fetched_at) "
            f"to {literal(str(target))} (format parquet, compression zstd)"
        )
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
            if now.timestamp() - journal.stat().st_mtime > days * 86_400:
                for suffix in ("", "-wal", "-shm"):
                    journal.with_name(journal.name + suffix).unlink(missing_ok=True)


def _drop_builds(lake: Lake, removed: list[str]) -> tuple[list[str], bool]:
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

"""The run that takes tables in, with its evidence and its verdict."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from reelhouse import clock
from reelhouse.errors import GateRefused, ReelhouseError, UsageError
from reelhouse.evidence import Run
from reelhouse.lake import Delivery, Lake
from reelhouse.settings import Settings
from reelhouse.sources.bulk.arrival import PART_SUFFIX, Arrival, newest_day
from reelhouse.sources.bulk.download import Known, Missing, Policy, fetch
from reelhouse.sources.bulk.files import Outcome
from reelhouse.sources.bulk.locate import Planned, plan
from reelhouse.sources.bulk.rejects import RejectFile
from reelhouse.sources.ingest import IngestReport, conclude
from reelhouse.sources.locations import is_url
from reelhouse.sources.progress import NoProgress, Progress
from reelhouse.sources.tabular.check import CheckedTable, reject_repeats, stage_table, stem
from reelhouse.sources.tabular.delimited import likely_delimiter
from reelhouse.sources.tabular.deliver import ReadyTable, TableDock, has_columns
from reelhouse.sources.tabular.formats import (
    NoTable,
    last_line_is_open,
    last_row_is_short,
    tell_format,
)
from reelhouse.sources.tabular.judge import judge
from reelhouse.sources.tabular.locate import locate_tables
from reelhouse.sources.tabular.references import check_references
from reelhouse.sources.tabular.report import record
from reelhouse.sources.tabular.schema import TableSchema, TableSource
from reelhouse.sources.tabular.stage import Stage
from reelhouse.sources.terms import terms_of


class _Judge:
    """Checks a file once all its bytes have arrived.

    Args:
        stage: takes its rows.
        part: its number within the delivery.
        path: where its bytes are.
        name: what it is called where it comes from.
        rejects: takes rejected rows.
    """

    def __init__(self, stage: Stage, part: int, path: Path, name: str, rejects: Path) -> None:
        self._stage, self._part, self._path = stage, part, path
        self._name, self._rejects = name, rejects
        self.rows = 0
        self.table: CheckedTable | None = None

    def feed(self, data: bytes) -> None:
        """Wait for the rest."""

    def finish(self) -> None:
        """Check the file."""
        rejects = RejectFile(self._rejects)
        self.table = stage_table(self._stage, self._part, self._path, rejects, self._name)
        self.rows = self.table.rows


def ingest_tables(
    lake: Lake,
    settings: Settings,
    source: TableSource,
    origins: Sequence[str],
    *,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> IngestReport:
    """Bring tables in files into bronze.

    Args:
        lake: where bronze lies.
        settings: of this run.
        source: what there is.
        origins: folders, files, URLs or TABLE=one of them; the base URL of the settings or of the
            source if there are none.
        as_of: the day that the files stand for, if neither their names nor the server say it.
        progress: is told of every block.

    Returns:
        What was delivered and what was not.

    Raises:
        UsageError: an origin is nothing that can be read, or there is none.
        IngestRefused: too many rows are rejected, or too few came; good tables went in.
        IngestFailed: a file could not be had or is no table; good tables went in.
        ReelhouseError: another ingest is running, or nothing can be done at all.
    """
    given = list(origins) or _default_origins(settings, source)
    with lake.exclusive("ingest"), Run.start(lake, "ingest", settings) as run:
        report = IngestReport(run.run_id, run.path)
        terms = terms_of(source.terms_key).in_a_sentence
        dock = TableDock(lake, source.name, terms, run.run_id, run.announce)
        dock.sweep()
        found = locate_tables(source, given)
        report.unknown = found.unknown
        intake = _Intake(lake, settings, source, dock, run, progress or NoProgress(), report)
        for planned in plan(found, as_of):
            intake.take(planned)
        check_references(lake, source, run, report)
        dock.sweep()
        conclude(run, source.name, report)
    return report


def _default_origins(settings: Settings, source: TableSource) -> list[str]:
    section = getattr(settings, source.name, None)
    base_url = getattr(section, "base_url", "") or source.base_url
    if not base_url:
        raise UsageError(
            f"nobody said where the files of {source.name} are",
            advice=f"Give --from with a folder or file, or set {source.name}.base_url.",
        )
    elsewhere = [
        f"{table}={url}"
        for table, setting in source.url_settings.items()
        for url in _each(getattr(section, setting, ""))
    ]
    return [base_url, *elsewhere]


def _each(urls: str | Sequence[str]) -> Sequence[str]:
    """What a setting holds, one address or several."""
    return [urls] * bool(urls) if isinstance(urls, str) else urls


@dataclass(slots=True)
class _Intake:
    """One run's way of taking tables in."""

    lake: Lake
    settings: Settings
    source: TableSource
    dock: TableDock
    run: Run
    progress: Progress
    report: IngestReport
    _rejects_taken: set[Path] = field(default_factory=set)

    def take(self, planned: Planned) -> None:
        """Fetch, check, judge and deliver the files of one delivery."""
        began = time.perf_counter()
        schema = self.source.by_name[planned.resource]
        outcome = Outcome(
            planned.resource,
            "failed",
            tuple(file.shown for file in planned.files),
            planned.snapshot_date,
        )
        self.report.outcomes.append(outcome)
        files: list[ReadyTable] = []
        try:
            with Stage(schema, self.dock.staging) as stage, ExitStack() as leftovers:
                self._take(stage, planned, files, outcome, leftovers)
        except Missing as error:
            outcome.message = str(error)
            if all(file.may_be_missing for file in planned.files):
                outcome.status = "missing"
        except GateRefused as error:
            outcome.status, outcome.message = "refused", str(error)
        except ReelhouseError as error:
            outcome.message = str(error)
        outcome.seconds = round(time.perf_counter() - began, 3)
        for name in planned.names:
            self.progress.finish(name, outcome.status)
        record(self.run, self.source, outcome, [f.table for f in files], self.report)

    def _take(
        self,
        stage: Stage,
        planned: Planned,
        files: list[ReadyTable],
        outcome: Outcome,
        leftovers: ExitStack,
    ) -> None:
        known = self._known(planned, stage.schema)
        for part in range(len(planned.files)):
            ready = self._fetch(stage, planned, part, known)
            if ready is None:
                outcome.status = "unchanged"
                return
            # once in bronze there is nothing left to discard
            leftovers.callback(ready.arrival.discard)
            files.append(ready)
        tables = [file.table for file in files]
        reject_repeats(stage, tables)
        _describe(outcome, tables)
        outcome.snapshot_date = (
            outcome.snapshot_date or newest_day(file.arrival for file in files) or _today()
        )
        is_download = any(is_url(file.location) for file in planned.files)
        last = self._last(planned.resource) if is_download else None
        judge(self.run, self.source, stage.schema, tables, last, self.settings.max_reject_share)
        outcome.delivery = self.dock.deliver(stage, outcome.snapshot_date, files)
        outcome.status = "delivered" if outcome.delivery else "unchanged"

    def _fetch(
        self, stage: Stage, planned: Planned, part: int, known: Known | None
    ) -> ReadyTable | None:
        located, name = planned.files[part], planned.names[part]
        number = f"{part + 1}-" if part else ""
        path = self.lake.incoming / (
            f"{self.source.name}_{planned.resource}_{number}{name}{PART_SUFFIX}"
        )
        rejects = self._rejects_path(planned.resource, name)
        fetched: tuple[Arrival[_Judge], _Judge] | None = fetch(
            located.location,
            path,
            lambda: _Judge(stage, part, path, name, rejects),
            Policy(self.settings.download_attempts, self.settings.download_timeout_seconds),
            self.progress,
            label=name,
            known=known,
        )
        if fetched is None or fetched[1].table is None:
            return None
        if is_url(located.location):
            self._look_at_the_end(path, name)
        return ReadyTable(fetched[0], fetched[1].table)  # type: ignore[arg-type]

    def _look_at_the_end(self, path: Path, name: str) -> None:
        """Refuse a download that ends in the middle of a row, and warn of one that may.

        Raises:
            NoTable: its last row is short.
        """
        kind = tell_format(path, name)
        if kind not in {"csv", "tsv"} or not last_line_is_open(path):
            return
        delimiter = "\t" if kind == "tsv" else likely_delimiter(path, name)
        if last_row_is_short(path, delimiter):
            raise NoTable(
                "the download ends in the middle of a row: it was cut on its way",
                name,
                "Run it again. If the file really ends like this, save it and give it by --from.",
            )
        if self.source.ends_open:
            return
        self.report.warnings.append(
            f"{name} does not end with a line end: its last cell may have been cut on the way"
        )

    def _rejects_path(self, resource: str, name: str) -> Path:
        """A path for a file's rejects that no other file of the run has."""
        folder = self.lake.rejects / self.run.run_id
        base = stem(name)
        base = base if base.startswith(resource) else f"{resource}_{base}"
        path, number = folder / f"{base}.jsonl", 2
        while path in self._rejects_taken:
            path, number = folder / f"{base}-{number}.jsonl", number + 1
        self._rejects_taken.add(path)
        return path

    def _known(self, planned: Planned, schema: TableSchema) -> Known | None:
        """What bronze holds of the only file of a delivery, if it came from the same place."""
        newest = self._last(planned.resource)
        if len(planned.files) != 1 or newest is None or len(newest.parts) != 1:
            return None
        part = newest.parts[0]
        if part.origin != planned.files[0].shown or not has_columns(newest, schema):
            return None
        return Known(part.etag, part.last_modified)

    def _last(self, resource: str) -> Delivery | None:
        deliveries = self.lake.snapshots(self.source.name, resource)
        return deliveries[-1] if deliveries else None


def _describe(outcome: Outcome, tables: Sequence[CheckedTable]) -> None:
    outcome.rows = sum(table.rows for table in tables)
    outcome.rejected = sum(table.rejected for table in tables)
    outcome.reject_share = max(table.reject_share for table in tables)
    for table in tables:
        for reason, count in table.reasons.items():
            outcome.reasons[reason] = outcome.reasons.get(reason, 0) + count
    outcome.reject_files = tuple(str(t.rejects.path) for t in tables if t.rejected)


def _today() -> date:
    return clock.today()

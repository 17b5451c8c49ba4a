"""The run that takes IMDb's files in, with its evidence and its verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Event

from reelhouse.errors import GateRefused, ReelhouseError, UsageError
from reelhouse.evidence import GateResult, Run, Step
from reelhouse.lake import Lake
from reelhouse.settings import Settings
from reelhouse.sources import imdb
from reelhouse.sources.bulk.check import Workplace
from reelhouse.sources.bulk.deliver import Dock
from reelhouse.sources.bulk.download import Policy
from reelhouse.sources.bulk.files import Intake, Outcome
from reelhouse.sources.bulk.limit import deliver_cut
from reelhouse.sources.bulk.locate import locate, plan
from reelhouse.sources.pool import Stopped
from reelhouse.sources.progress import NoProgress, Progress


@dataclass(slots=True)
class IngestReport:
    """What an ingest did.

    Attributes:
        run_id: the run.
        evidence: its record.
        outcomes: one for each delivery.
        unknown: files that were found and are of no resource.
        paused: which quota has run out and when the next run can go on; empty where none has.
        warnings: what is not as it should be, in words.
        notes: what is new and harmless.
    """

    run_id: str
    evidence: Path
    outcomes: list[Outcome] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    paused: str = ""
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def with_status(self, status: str) -> list[Outcome]:
        """The outcomes of one kind."""
        return [outcome for outcome in self.outcomes if outcome.status == status]


class IngestFailed(ReelhouseError):
    """At least one file could not be had or is not what it should be; the good ones went in."""

    def __init__(
        self, what: str, report: IngestReport, *, where: str = "", advice: str = ""
    ) -> None:
        super().__init__(what, where=where, advice=advice)
        self.report = report


class IngestRefused(GateRefused):
    """At least one file breaks its contract too often; the good ones went in."""

    def __init__(self, what: str, report: IngestReport, *, advice: str = "") -> None:
        super().__init__(what, advice=advice)
        self.report = report


def ingest_imdb(
    lake: Lake,
    settings: Settings,
    origins: Sequence[str],
    *,
    as_of: date | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
) -> IngestReport:
    """Bring IMDb's files into bronze.

    Args:
        lake: where bronze lies.
        settings: of this run.
        origins: folders, files, URLs or NAME=one of them; IMDb's own address if there are none.
        as_of: the day that the files stand for, if neither their names nor the server say it.
        limit: number of titles to cut the delivery down to, with all that belongs to them.
        progress: is told of every block.

    Returns:
        What was delivered and what was not.

    Raises:
        UsageError: an origin is nothing that can be read.
        IngestRefused: rows beyond the allowed share break a contract; good files went in.
        IngestFailed: a file could not be had; good files went in.
        ReelhouseError: another ingest is running, or nothing can be done at all.
    """
    if limit is not None and limit < 1:
        raise UsageError(f"--limit {limit} keeps nothing", advice="Give a number of titles.")
    progress = progress or NoProgress()
    with lake.exclusive("ingest"), Run.start(lake, "ingest", settings) as run:
        report = IngestReport(run.run_id, run.path)
        found = locate(imdb.SOURCE, list(origins) or [settings.imdb.base_url])
        report.unknown = found.unknown
        planned = plan(found, as_of)
        intake = _intake(lake, settings, run, limit, progress)
        intake.dock.sweep()
        for outcome in intake.check_all(planned, intake.deliver if limit is None else _leave):
            report.outcomes.append(outcome)
            if limit is None:
                _record(run, settings, outcome)
        if limit is not None:
            deliver_cut(intake, report.outcomes, limit)
            for outcome in report.outcomes:
                _record(run, settings, outcome)
        intake.dock.sweep()
        conclude(run, imdb.NAME, report)
    return report


def _leave(outcome: Outcome) -> None:
    """Do nothing yet: files are cut only when all of them are here."""


def _intake(
    lake: Lake, settings: Settings, run: Run, limit: int | None, progress: Progress
) -> Intake:
    stop = Event()

    def pause(seconds: float) -> None:
        if stop.wait(seconds):
            raise Stopped

    policy = Policy(settings.download_attempts, settings.download_timeout_seconds, pause)
    place = Workplace(lake.incoming, lake.rejects / run.run_id, policy, progress, stop)
    dock = Dock(lake, imdb.NAME, imdb.TERMS, run.run_id, run.announce, limit)
    return Intake(imdb.SOURCE, place, dock, settings.max_reject_share)


def _record(run: Run, settings: Settings, outcome: Outcome) -> None:
    """Write what came of a delivery into the run's evidence."""
    run.steps.append(step_of(outcome, outcome.resource))
    if outcome.reject_share is not None:
        run.gates.append(
            GateResult(
                f"reject_share:{outcome.resource}",
                "error",
                "failed" if outcome.status == "refused" else "passed",
                outcome.reject_share,
                settings.max_reject_share,
                outcome.message or f"{outcome.rejected:,} of {outcome.rows:,} rows rejected",
            )
        )
    run.save()


def step_of(outcome: Outcome, name: str) -> Step:
    """The step of a run that took a delivery in."""
    return Step(
        f"ingest:{name}",
        rows_in=outcome.rows,
        rows_out=outcome.rows_out,
        rows_rejected=outcome.rejected,
        seconds=outcome.seconds,
        note=f"{outcome.status} from {', '.join(outcome.origins)}",
    )


def conclude(run: Run, source: str, report: IngestReport) -> None:
    """Record the outcome of a run that took files in.

    Raises:
        IngestRefused: what a delivery brought was refused.
        IngestFailed: a file could not be had, or none of them was there.
    """
    run.outcome = {
        "source": source,
        "deliveries": [
            {
                "resource": o.resource,
                "status": o.status,
                "origins": o.origins,
                "snapshot_date": o.snapshot_date,
                "folder": str(o.delivery.folder.relative_to(run.lake.root)) if o.delivery else None,
                "reasons": o.reasons,
                "reject_files": o.reject_files,
                "message": o.message,
            }
            for o in report.outcomes
        ],
        "unknown_files": report.unknown,
    }
    run.save()
    statuses = Counter(outcome.status for outcome in report.outcomes)
    failed = report.with_status("failed")
    if statuses["missing"] == len(report.outcomes):
        failed = report.outcomes
    messages = [o.message for o in failed] + [o.message for o in report.with_status("refused")]
    if not messages:
        return
    advice = f"{statuses['delivered']} of {len(report.outcomes)} deliveries went into bronze."
    ending = IngestFailed if failed else IngestRefused
    raise ending("\n".join(messages), report, advice=advice)

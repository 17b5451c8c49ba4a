"""The run that fills bronze from a provider's API, with its evidence."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import requests
from pydantic import SecretStr

from reelhouse import clock
from reelhouse.errors import ReelhouseError
from reelhouse.evidence import GateResult, Run, Step
from reelhouse.lake import Lake
from reelhouse.redact import without_secrets
from reelhouse.settings import Settings
from reelhouse.sources.api import ApiSource, Paused, Refused, Resource, Unusable
from reelhouse.sources.bulk.files import Outcome
from reelhouse.sources.envelope import Spool, deliver
from reelhouse.sources.ingest import IngestFailed, IngestReport
from reelhouse.sources.journal import Journal, forget_older
from reelhouse.sources.limits import LimitStore, QuotaLedger, RateWindows
from reelhouse.sources.pool import Stopped
from reelhouse.sources.progress import NoProgress, Progress
from reelhouse.sources.pull import Pull
from reelhouse.sources.rest import CarefulSession, Etiquette, Traffic
from reelhouse.sources.terms import keep_days, terms_of

BEHAVIOUR = {
    "limits",
    "connections",
    "requests_per_day",
    "units_per_day",
    "usd_per_post",
    "usd_per_author",
    "max_usd_per_day",
    "accepted_audit",
}
"""Settings that change how a pull behaves and not what it fetches."""

LONGEST_PAUSE_DAYS = 7
"""A pull that nobody took up for so long begins anew: its answers tell of another time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one pull is to fetch beyond its settings.

    Attributes:
        since: the earliest day; None means all.
        limit: entities of the main kind; None means all.
    """

    since: date | None = None
    limit: int | None = None


def ingest_api(
    lake: Lake,
    settings: Settings,
    source: ApiSource,
    wanted: Wanted | None = None,
    *,
    progress: Progress | None = None,
) -> IngestReport:
    """Bring what a provider's API has into bronze.

    A pull that was killed or paused goes on where it stopped, as long as its settings are the same.

    Args:
        lake: where bronze lies.
        settings: of this run.
        source: the provider.
        wanted: what is to be fetched beyond the settings.
        progress: is told of every answer.

    Returns:
        What was delivered; `paused` says when a quota that has run out is granted anew.

    Raises:
        IngestFailed: the provider refused or did not answer; answers so far wait for the next run.
        ReelhouseError: another ingest is running, or a key is missing.
    """
    wanted = wanted or Wanted()
    section = getattr(settings, source.name)
    missing = source.missing_credentials(section)
    if missing:
        raise ReelhouseError(
            f"{source.title} needs {' and '.join(missing)} in the environment",
            advice=source.key_advice,
        )
    with lake.exclusive("ingest"), Run.start(lake, "ingest", settings) as run:
        return _Ingest(lake, settings, source, section, wanted, run, progress or NoProgress()).go()


@dataclass(frozen=True, slots=True)
class _Ingest:
    lake: Lake
    settings: Settings
    source: ApiSource
    section: Any
    wanted: Wanted
    run: Run
    progress: Progress

    def go(self) -> IngestReport:
        report = IngestReport(self.run.run_id, self.run.path)
        stop = threading.Event()

        def pause(seconds: float) -> None:
            if stop.wait(seconds) if seconds > 0 else stop.is_set():
                raise Stopped

        staging = self.lake.incoming / ".staging"
        shutil.rmtree(staging, ignore_errors=True)
        spools = {
            resource.name: Spool(
                self.source.name, resource, self.run.run_id, staging / f"{resource.name}.ndjson"
            )
            for resource in self.source.resources
        }
        began = time.perf_counter()
        self.progress.start(self.source.name, None)
        with (
            LimitStore(self.lake.limits_file) as store,
            Journal(self._journal_path()) as journal,
            CarefulSession(
                self._etiquette(store, pause),
                journal,
                pause,
                lambda size: self.progress.advance(self.source.name, size, 0),
            ) as session,
        ):
            pull = Pull(
                self.source,
                self.section,
                self.wanted.since,
                self.wanted.limit,
                session,
                spools,
                self.progress,
                stop,
                self.lake,
            )
            try:
                self.source.pull(pull)
            except Paused as pause_:
                report.paused = str(pause_)
            except ReelhouseError as error:
                self._record_traffic(session.traffic, began)
                if _is_spoilt(error, session.traffic):
                    journal.remove()
                self._fail(report, error, pull)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
                self._record_traffic(session.traffic, began)
                journal.remove()
                said = session.scrubbed(f"{type(error).__name__}: {error}")
                unusable = Unusable(
                    f"{self.source.title} answered in a form that nothing can be made of ({said})",
                    where=self._origin,
                    advice="Nothing was stored of this run; `reelhouse --debug ...` shows more.",
                )
                unusable.__cause__ = error
                self._fail(report, unusable, pull)
            self._record_traffic(session.traffic, began)
            for spool in spools.values():
                report.outcomes.append(self._deliver(spool, report))
            self._conclude(report, pull)
            if not report.paused:
                journal.remove()
        shutil.rmtree(staging, ignore_errors=True)
        self.progress.finish(self.source.name, report.paused or "done")
        return report

    @property
    def _origin(self) -> str:
        """The provider's address, as it may be written down."""
        return without_secrets(self.section.base_url)

    def _etiquette(self, store: LimitStore, wait: Any) -> Etiquette:
        windows = self.section.windows(self.source.windows)
        quotas = self.source.quotas(self.section)
        return Etiquette(
            self.source,
            RateWindows(store.connection, self.source.name, windows, wait) if windows else None,
            QuotaLedger(store.connection, self.source.name, quotas),
            quotas[0].name if quotas else "",
            self.settings.download_attempts,
            self.settings.download_timeout_seconds,
            self.section.connections,
            tuple(
                value.get_secret_value()
                for value in dict(self.section).values()
                if isinstance(value, SecretStr) and value.get_secret_value()
            ),
        )

    def _journal_path(self) -> Path:
        """One journal for each way of asking; an old one is begun anew."""
        asked = self.section.model_dump(mode="json", exclude=BEHAVIOUR)
        asked |= {"since": self.wanted.since, "limit": self.wanted.limit}
        digest = hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode())
        path = self.lake.pulls(self.source.name) / f"{digest.hexdigest()[:16]}.sqlite"
        days = keep_days(self.source.name, self.settings.terms.keep_days)
        longest = LONGEST_PAUSE_DAYS if days is None else min(days, LONGEST_PAUSE_DAYS)
        forget_older(path, longest, clock.now())
        return path

    def _deliver(self, spool: Spool, report: IngestReport) -> Outcome:
        """Bring the rows of a resource into bronze."""
        is_paused = bool(report.paused)
        outcome = Outcome(spool.resource.name, "unchanged", (self._origin,), rows=spool.rows)
        began = time.perf_counter()
        day = clock.today()
        outcome.snapshot_date = day
        # a part of what is always fetched whole would look as if the rest had gone
        if not (is_paused and spool.resource.is_complete):
            outcome.delivery = deliver(
                self.lake,
                self.run,
                spool,
                origin=self._origin,
                terms=terms_of(self.source.name).in_a_sentence,
                day=day,
            )
        else:
            spool.close()
        if outcome.delivery:
            outcome.status = "delivered"
        elif not spool.rows:
            outcome.status = "empty"
            self._warn_of_silence(spool.resource, report)
        elif is_paused and spool.resource.is_complete:
            outcome.status = "held"
        outcome.seconds = round(time.perf_counter() - began, 3)
        self.run.steps.append(
            Step(
                f"ingest:{self.source.name}/{outcome.resource}",
                rows_in=spool.rows,
                rows_out=outcome.rows_out,
                seconds=outcome.seconds,
                note=outcome.status,
            )
        )
        return outcome

    def _warn_of_silence(self, resource: Resource, report: IngestReport) -> None:
        """A list that is always whole and now has nothing leaves the last one as the newest."""
        earlier = self.lake.deliveries(self.source.name, resource.name)
        if resource.is_complete and earlier and not report.paused:
            report.warnings.append(
                f"{self.source.title} gave nothing for {resource.name}; what stands as the newest "
                f"is of {earlier[-1].snapshot_date}"
            )

    def _record_traffic(self, traffic: Traffic, began: float) -> None:
        self.run.steps.append(
            Step(
                f"requests:{self.source.name}",
                rows_in=traffic.made + traffic.replayed,
                rows_out=traffic.made + traffic.replayed - traffic.skipped,
                rows_rejected=traffic.skipped,
                seconds=round(time.perf_counter() - began, 3),
                note=f"{traffic.made:,} made, {traffic.replayed:,} from the journal, "
                f"{traffic.skipped:,} not there, {sum(traffic.retried.values()):,} made again",
            )
        )
        self.run.outcome["requests"] = {
            "made": traffic.made,
            "from_journal": traffic.replayed,
            "not_there": traffic.skipped,
            "made_again": dict(traffic.retried),
            "too_many": traffic.too_many,
        }

    def _fail(self, report: IngestReport, error: ReelhouseError, pull: Pull) -> None:
        """Record what went wrong; rows so far stay in the journal for the next run."""
        for spool in pull.spools.values():
            spool.close()
            report.outcomes.append(
                Outcome(
                    spool.resource.name,
                    "failed" if spool.rows else "empty",
                    (self._origin,),
                    rows=spool.rows,
                )
            )
        self._conclude(report, pull)
        self.progress.finish(self.source.name, "failed")
        raise IngestFailed(error.what, report, where=error.where, advice=error.advice) from error

    def _conclude(self, report: IngestReport, pull: Pull) -> None:
        """Record drift, warnings and what was delivered."""
        for spool in pull.spools.values():
            for drift in spool.shape.drifts():
                name = f"{self.source.name}/{spool.resource.name}"
                gate = GateResult(
                    f"drift:{name}:{drift.field}",
                    "warn",
                    "passed" if drift.change == "appeared" else "warned",
                    None,
                    None,
                    f"{name}: {drift.message}",
                )
                self.run.gates.append(gate)
                if gate.verdict == "warned":
                    report.warnings.append(gate.message)
                else:
                    report.notes.append(gate.message)
        for subject, message in pull.warnings.items():
            self.run.gates.append(
                GateResult(f"warning:{subject}", "warn", "warned", None, None, message)
            )
            report.warnings.append(message)
        missing = pull.session.traffic.skipped
        if missing:
            report.notes.insert(
                0,
                f"{self.source.title} does not have {missing:,} of the things that were asked for",
            )
        self.run.outcome["source"] = self.source.name
        self.run.outcome["paused"] = report.paused
        self.run.outcome["deliveries"] = [
            {
                "resource": o.resource,
                "status": o.status,
                "origins": o.origins,
                "snapshot_date": o.snapshot_date,
                "folder": str(o.delivery.folder.relative_to(self.lake.root))
                if o.delivery
                else None,
                "message": o.message,
            }
            for o in report.outcomes
        ]
        self.run.save()


def _is_spoilt(error: ReelhouseError, traffic: Traffic) -> bool:
    """Whether the answers so far would make every later run fail too.

    A list that was begun days ago may go on by a cursor that the provider has forgotten.
    """
    is_refused = isinstance(error, Refused) and error.status == requests.codes.bad_request
    return isinstance(error, Unusable) or (is_refused and traffic.replayed > 0)

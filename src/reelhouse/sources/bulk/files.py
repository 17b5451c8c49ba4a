"""Bulk files of a provider: fetched, checked and judged, one resource beside the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Literal

from reelhouse import clock
from reelhouse.errors import ReelhouseError
from reelhouse.lake import Delivery
from reelhouse.sources.bulk.arrival import newest_day
from reelhouse.sources.bulk.check import CheckedDelivery, CheckedFile, Workplace, check_delivery
from reelhouse.sources.bulk.deliver import Dock, Ready
from reelhouse.sources.bulk.download import Known, Missing
from reelhouse.sources.bulk.locate import FileSource, Planned
from reelhouse.sources.locations import is_url
from reelhouse.sources.pool import run_jobs

AT_ONCE = 2
Status = Literal[
    "checked", "delivered", "unchanged", "refused", "failed", "missing", "empty", "held"
]


@dataclass(slots=True)
class Outcome:
    """What came of one delivery.

    Attributes:
        resource: what it holds.
        status: how it ended; `checked` is good but not in bronze yet.
        origins: where its files come from, without secrets.
        snapshot_date: the day it stands for, where that is known.
        rows: data rows in all its files, the rejected ones among them.
        rejected: rejected rows.
        reject_share: the largest share of rejected rows in one of its files; None where none came.
        reasons: number of rejected rows by reason.
        reject_files: where the rejected rows are.
        message: what went wrong.
        seconds: how long it took.
        checked: its files beside bronze, while the status is `checked`.
        delivery: what is in bronze, once the status is `delivered`.
    """

    resource: str
    status: Status
    origins: tuple[str, ...]
    snapshot_date: date | None = None
    rows: int = 0
    rejected: int = 0
    reject_share: float | None = None
    reasons: dict[str, int] = field(default_factory=dict)
    reject_files: tuple[str, ...] = ()
    message: str = ""
    seconds: float = 0.0
    checked: CheckedDelivery | None = None
    delivery: Delivery | None = None

    @property
    def rows_out(self) -> int:
        """Rows that later layers get from it."""
        if self.delivery:
            return self.delivery.rows
        return self.rows - self.rejected if self.status == "unchanged" else 0


@dataclass(frozen=True, slots=True)
class Intake:
    """One run's way of taking a provider's files in.

    Attributes:
        source: the provider.
        place: where and how to work.
        dock: the way into bronze.
        max_reject_share: share of a file's rows that may be rejected.
        today: the day that files stand for if nothing says another.
    """

    source: FileSource
    place: Workplace
    dock: Dock
    max_reject_share: float
    today: date = field(default_factory=clock.today)

    def check_all(
        self, planned: Sequence[Planned], then: Callable[[Outcome], None]
    ) -> Iterator[Outcome]:
        """Check deliveries, two resources at a time, the biggest first.

        Args:
            planned: the deliveries, those of a resource oldest first.
            then: does the next step with each outcome, in the same thread.
        """
        groups = [list(group) for _, group in groupby(planned, key=lambda p: p.resource)]
        groups.sort(key=self._size, reverse=True)

        def work(group: list[Planned]) -> list[Outcome]:
            outcomes = []
            for delivery in group:
                outcome = self._check(delivery, alone=len(group) == 1)
                then(outcome)
                for name in delivery.names:
                    self.place.progress.finish(name, outcome.status)
                outcomes.append(outcome)
            return outcomes

        jobs = [partial(work, group) for group in groups]
        for outcomes in run_jobs(jobs, AT_ONCE, self.place.stop):
            yield from outcomes

    def deliver(self, outcome: Outcome) -> None:
        """Bring a checked delivery into bronze as it was received."""
        if outcome.checked is not None:
            self.deliver_files(outcome, [Ready.whole(file) for file in outcome.checked.files])

    def deliver_files(self, outcome: Outcome, files: Sequence[Ready]) -> None:
        """Bring files of a checked delivery into bronze, unless it has the same already."""
        began = time.perf_counter()
        outcome.snapshot_date = outcome.snapshot_date or self.today
        try:
            outcome.delivery = self.dock.deliver(outcome.resource, outcome.snapshot_date, files)
            outcome.status = "delivered" if outcome.delivery else "unchanged"
        except ReelhouseError as error:
            outcome.status, outcome.message = "failed", str(error)
        if outcome.checked is not None:
            outcome.checked.discard()
            outcome.checked = None
        outcome.seconds = round(outcome.seconds + time.perf_counter() - began, 3)

    def _check(self, planned: Planned, *, alone: bool) -> Outcome:
        began = time.perf_counter()
        origins = tuple(file.shown for file in planned.files)
        outcome = Outcome(planned.resource, "failed", origins, planned.snapshot_date)
        try:
            contract = self.source.contracts[planned.resource]
            known = self._known(planned) if alone else None
            delivery = check_delivery(contract, planned, self.place, known)
            self._judge(delivery, outcome)
        except Missing as error:
            outcome.message = str(error)
            if all(file.may_be_missing for file in planned.files):
                outcome.status = "missing"
        except ReelhouseError as error:
            outcome.message = str(error)
        outcome.seconds = round(time.perf_counter() - began, 3)
        return outcome

    def _known(self, planned: Planned) -> Known | None:
        """What bronze holds of the only file of the only delivery, uncut and of the same origin."""
        deliveries = self.dock.lake.snapshots(self.source.name, planned.resource)
        if self.dock.limit is not None or len(planned.files) != 1 or not deliveries:
            return None
        parts = deliveries[-1].parts
        same = len(parts) == 1 and parts[0].limit is None
        if not same or parts[0].origin != planned.files[0].shown:
            return None
        return Known(parts[0].etag, parts[0].last_modified)

    def _judge(self, delivery: CheckedDelivery, outcome: Outcome) -> None:
        """Fill in what was found and decide whether the delivery may go into bronze."""
        files = delivery.files
        if not files:
            outcome.status = "unchanged"
            return
        outcome.rows = sum(file.rows for file in files)
        outcome.rejected = sum(file.rejected for file in files)
        outcome.reject_share = max(file.reject_share for file in files)
        for file in files:
            for reason, count in file.reasons.items():
                outcome.reasons[reason] = outcome.reasons.get(reason, 0) + count
        outcome.reject_files = tuple(str(file.rejects.path) for file in files if file.rejected)
        outcome.snapshot_date = outcome.snapshot_date or newest_day(file.arrival for file in files)
        refused = [file for file in files if file.reject_share > self.max_reject_share]
        if refused:
            outcome.status = "refused"
            outcome.message = "\n".join(self._refusal(file) for file in refused)
            delivery.discard()
        else:
            outcome.status = "checked"
            outcome.checked = delivery

    def _refusal(self, file: CheckedFile) -> str:
        return "\n".join(
            [
                f"{file.name}: {file.rejected:,} of {file.rows:,} rows break the contract of "
                f"{file.located.resource}: {file.reject_share:.3%}, "
                f"where at most {self.max_reject_share:.3%} may",
                *(f"  {file.name}:{r.line}: {r.message}" for r in file.first),
                f"  all of them: {file.rejects.path}",
            ]
        )

    def _size(self, group: list[Planned]) -> tuple[int, int]:
        """Bytes where they are known, then the provider's own order of size."""
        paths = [Path(f.location) for p in group for f in p.files if not is_url(f.location)]
        known = sum(path.stat().st_size for path in paths if path.is_file())
        return known, -list(self.source.contracts).index(group[0].resource)

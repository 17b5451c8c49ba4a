"""Series that are forecast together: the same measure on the same calendar, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of series it is, and how it is backtested.

    Attributes:
        name: as gold has it, such as `category_week`.
        says: what is forecast, in words.
        step: length of a period.
        season: periods in a year.
        horizon: how many periods ahead.
        least_train: periods that the earliest origin has behind it.
        least_history: periods without which a series is not forecast.
        origins: how many origins at most are tried, the latest ones.
        refit_every: origins after which parameters are estimated anew; in between, what was
            estimated is applied to what has come since.
        least_seen_rate: share of the last year's periods in which there has to be anything, 0 to 1.
    """

    name: str
    says: str
    step: Literal["week", "month"]
    season: int
    horizon: int
    least_train: int
    least_history: int
    origins: int
    refit_every: int
    least_seen_rate: float = 0.8

    def after(self, period: np.datetime64, steps: int) -> np.datetime64:
        """The period so many steps after another."""
        if self.step == "week":
            return period + np.timedelta64(7 * steps, "D")
        later: np.datetime64 = (period.astype("datetime64[M]") + steps).astype("datetime64[D]")
        return later


@dataclass(frozen=True, slots=True)
class TooShort:
    """A series that is not forecast, and why.

    Attributes:
        key: of the series.
        name: to show.
        history: periods that there are.
        needed: periods that are needed.
        reason: in words.
    """

    key: str
    name: str
    history: int
    needed: int
    reason: str


@dataclass(frozen=True)
class Panel:
    """Series of one kind.

    Attributes:
        kind: what they are.
        keys: of the series.
        names: to show.
        periods: the calendar without gaps, ascending; the day that gives the period its name.
        values: series × periods; NaN before a series began, 0 where nothing was seen since.
        drivers: series × periods × what else is known of a period once it is over, such as the
            share of what is new; without columns where there is nothing else.
        driver_names: of the last axis.
        too_short: series that are left out.
    """

    kind: Kind
    keys: tuple[str, ...]
    names: tuple[str, ...]
    periods: Days
    values: Floats
    drivers: Floats
    driver_names: tuple[str, ...] = ()
    too_short: tuple[TooShort, ...] = field(default=())

    @property
    def starts(self) -> NDArray[np.int64]:
        """First period of each series."""
        return np.asarray(np.argmax(~np.isnan(self.values), axis=1), dtype=np.int64)

    @property
    def floors(self) -> Floats:
        """What is added before logarithms, so that a period without hours has one.

        A twentieth of the median of the series' first periods, those behind the earliest origin;
        0 where a series never falls to 0.
        """
        floors = np.zeros(len(self.keys))
        for place, start in enumerate(self.starts):
            known = self.values[place, start:]
            early = known[: self.kind.least_train]
            if known.min() <= 0 and early.max() > 0:
                floors[place] = 0.05 * float(np.median(early[early > 0]))
        return floors

    @property
    def logs(self) -> Floats:
        """Logarithms of values and floors."""
        return np.asarray(np.log(self.values + self.floors[:, None]))

    def levels(self, logs: Floats) -> Floats:
        """Values of logarithms, series first; never negative."""
        floors = self.floors.reshape(-1, *([1] * (logs.ndim - 1)))
        return np.asarray(np.maximum(np.exp(logs) - floors, 0.0))

    def up_to(self, count: int) -> Panel:
        """The same as it was known after the first `count` periods."""
        return Panel(
            self.kind, self.keys, self.names, self.periods[:count], self.values[:, :count],
            self.drivers[:, :count], self.driver_names, self.too_short,
        )  # fmt: skip


def make_panel(
    kind: Kind,
    series: Sequence[tuple[str, str, Days, Floats, Floats]],
    driver_names: Sequence[str] = (),
    last: np.datetime64 | None = None,
) -> Panel:
    """Put series on one calendar and leave out those with too little history.

    Args:
        kind: of all of them.
        series: key, name, periods, values and drivers (periods × names) of each; a period that is
            not listed counts as 0 once the series has begun.
        driver_names: what the drivers are.
        last: last period of the calendar; that of the latest series by default.

    Returns:
        The panel, which may be without series.
    """
    listed = [one for one in series if len(one[2])]
    if not listed:
        empty = np.empty((0, 0))
        days = np.empty(0, dtype="datetime64[D]")
        return Panel(kind, (), (), days, empty, np.empty((0, 0, len(driver_names))))
    first = min(one[2].min() for one in listed)
    end = last if last is not None else max(one[2].max() for one in listed)
    calendar = _calendar(kind, first, end)
    kept, too_short = [], []
    for key, name, days, values, drivers in listed:
        place = np.searchsorted(calendar, days)
        row = np.zeros(len(calendar))
        row[place] = values
        more = np.zeros((len(calendar), len(driver_names)))
        more[place] = drivers
        start = int(place.min())
        problem = _too_short(kind, key, name, row[start:])
        if problem:
            too_short.append(problem)
            continue
        row[:start] = np.nan
        kept.append((key, name, row, more))
    shape = (len(kept), len(calendar))
    return Panel(
        kind,
        tuple(one[0] for one in kept),
        tuple(one[1] for one in kept),
        calendar,
        np.array([one[2] for one in kept]).reshape(shape),
        np.array([one[3] for one in kept]).reshape(*shape, len(driver_names)),
        tuple(driver_names),
        tuple(too_short),
    )


def _calendar(kind: Kind, first: np.datetime64, end: np.datetime64) -> Days:
    if kind.step == "week":
        return np.arange(first, end + np.timedelta64(1, "D"), np.timedelta64(7, "D"))
    months = np.arange(first.astype("datetime64[M]"), end.astype("datetime64[M]") + 1)
    return months.astype("datetime64[D]")


def _too_short(kind: Kind, key: str, name: str, values: Floats) -> TooShort | None:
    history, needed = len(values), kind.least_history
    if history < needed:
        reason = f"{history} {kind.step}s of history, {needed} are needed"
        return TooShort(key, name, history, needed, reason)
    if kind.least_seen_rate == 1:
        missing = int((values <= 0).sum())
        reason = f"{missing} of {history} {kind.step}s are missing, all are needed"
        return TooShort(key, name, history - missing, needed, reason) if missing else None
    year = values[-kind.season :]
    seen, wanted = int((year > 0).sum()), int(np.ceil(kind.least_seen_rate * len(year)))
    early = int((values[: kind.least_train] > 0).sum())
    if seen < wanted:
        reason = f"seen in {seen} of the last {len(year)} {kind.step}s, {wanted} are needed"
    elif early < kind.least_train / 2:
        reason = f"seen in {early} of its first {kind.least_train} {kind.step}s, half are needed"
    else:
        return None
    return TooShort(key, name, int((values > 0).sum()), needed, reason)

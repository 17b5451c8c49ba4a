"""How hours of a genre change over the years and within the year, whatever its titles are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from reelhouse.transform.computed.run_effects import (
    Codes,
    Floats,
    Rows,
    RunFit,
    Variances,
    fit_runs,
    jackknife,
)
from reelhouse.transform.computed.run_weeks import GenrePanel, Weeks, weeks_of

SOURCES = ("lists", "reports")
"""What the codes of `GenrePanel.source` stand for."""

YEAR_DAYS = 365.25
_STEPS = 6
_FIRST_DECAY = -0.1
_FIRST_VARIANCES = Variances(level=0.05, slope=0.01, noise=np.array([0.04, 0.02]))
# a row stays where, but for its own noise, it is expected clear of what is not shown
_CLEARANCE = 1.0


@dataclass(frozen=True)
class GenreFit:
    """What the panel says of the genres. Arrays have one entry a genre.

    Attributes:
        trend: change of the logarithm of hours in a year.
        cosine: of the yearly wave, in the logarithm of hours; 1 January is angle 0.
        sine: of the same wave.
        covariance: of trends, cosines and sines, in this order.
        degrees_of_freedom: for intervals: titles less one.
        row_count: rows that the estimate rests on.
        noise: standard deviation of the logarithm of a run's hours around its own course, by
            where rows are from, as `SOURCES`.
        run_noise: standard deviation of the runs' levels that nothing explains.
        run_slope_noise: the same of their change in a year.
    """

    trend: Floats
    cosine: Floats
    sine: Floats
    covariance: Floats
    degrees_of_freedom: int
    row_count: int
    noise: Floats
    run_noise: float
    run_slope_noise: float

    @property
    def trend_error(self) -> Floats:
        """Standard error of the trends."""
        count = len(self.trend)
        return _root(np.diag(self.covariance)[:count])

    @property
    def amplitude(self) -> Floats:
        """Height of the yearly wave, in the logarithm of hours."""
        return np.asarray(np.hypot(self.cosine, self.sine), dtype=np.float64)

    def wave(self, year_day: float) -> tuple[Floats, Floats]:
        """The yearly wave on a day of the year, and its standard error."""
        turn = 2 * np.pi * year_day / YEAR_DAYS
        return self._along(
            np.full(len(self.trend), np.cos(turn)), np.full(len(self.trend), np.sin(turn))
        )

    @property
    def peak_day(self) -> Floats:
        """Day of the year on which the wave is highest, 0 to 365.25."""
        turn = np.arctan2(self.sine, self.cosine) / (2 * np.pi) % 1
        return np.asarray(turn * YEAR_DAYS, dtype=np.float64)

    @property
    def amplitude_error(self) -> Floats:
        """Standard error of the amplitude, along the wave that was found."""
        height = np.maximum(self.amplitude, 1e-12)
        return self._along(self.cosine / height, self.sine / height)[1]

    def _along(self, cosine: Floats, sine: Floats) -> tuple[Floats, Floats]:
        count = len(self.trend)
        cosines = np.arange(count, 2 * count)
        sines = cosines + count
        variance = (
            cosine**2 * self.covariance[cosines, cosines]
            + sine**2 * self.covariance[sines, sines]
            + 2 * cosine * sine * self.covariance[cosines, sines]
        )
        value = cosine * self.cosine + sine * self.sine
        return np.asarray(value, dtype=np.float64), _root(variance)


def genre_shares(genres: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], Floats]:
    """Each row's genres in equal parts.

    Args:
        genres: names of the genres of each row, at least one.

    Returns:
        Names of the genres, in order, and their shares: shape (rows, genres), rows summing to 1.
    """
    names = tuple(sorted({name for row in genres for name in row}))
    place = {name: number for number, name in enumerate(names)}
    shares = np.zeros((len(genres), len(names)))
    for number, row in enumerate(genres):
        for name in row:
            shares[number, place[name]] += 1 / len(row)
    return names, shares


def fit_genres(panel: GenrePanel, shares: Floats) -> GenreFit:
    """Estimate trend and yearly wave of each genre from hours of runs.

    The logarithm of a run's hours in a week is taken as

        its kind's level + its genres' levels + rating + log votes + the trailers' reach
        + its kind's (decay * weeks + bend * log(1 + weeks))
        + sum over its genres of share * (trend * years + cosine and sine of the day of the year)
        + a level and a trend that are the run's own + noise

    and hours of several weeks are the sum of such weeks: the expected logarithm of the sum is
    linear in everything as long as the parts of its weeks hardly change, so that it is fitted by
    least squares over and over with the parts of the fit before (Gauss and Newton).

    The run's own level and trend are random effects (Laird and Ware 1982). Fixed levels would not
    do: of one run, age and calendar grow in step, so that its decay and its genre's trend cannot
    be told apart; only the comparison of runs that began at different times tells them apart, with
    quality held equal by rating and votes.

    What is little watched is not published, so that late weeks of a run are seen where chance was
    kind to it. Rows whose expected hours are not clear of what is published are therefore left
    out; the expectation is the model's own, so this is repeated with the fit.

    Standard errors are the jackknife's over titles: they hold with few titles and whatever
    connects the rows of one.

    Args:
        panel: the rows.
        shares: of the genres, shape (rows, genres), rows summing to 1.

    Raises:
        ValueError: fewer than three titles.
    """
    if len(np.unique(panel.title)) < 3:
        raise ValueError("at least three titles are needed")
    model = _Model.of(panel, shares)
    coefficients = model.first_guess()
    variances = _FIRST_VARIANCES
    kept = np.ones(len(panel.title), dtype=bool)
    for step in range(_STEPS):
        design, offset = model.around(coefficients)
        rows = _rows(panel, design, offset, kept)
        fit = fit_runs(rows, variances)
        coefficients, variances = fit.coefficients, fit.variances
        expected = _expected(panel, design, offset, kept, fit)
        reach = _CLEARANCE * np.sqrt(variances.noise)[panel.source]
        clear = expected - panel.log_cutoff > reach
        if step == _STEPS - 1 or clear.sum() < len(kept) / 4:
            break
        kept = clear
    titles = _codes(panel.title[kept])
    covariance = jackknife(rows, fit, titles)
    count = shares.shape[1]
    return GenreFit(
        trend=coefficients[:count],
        cosine=coefficients[count : 2 * count],
        sine=coefficients[2 * count : 3 * count],
        covariance=covariance[: 3 * count, : 3 * count],
        degrees_of_freedom=int(titles.max()),
        row_count=int(kept.sum()),
        noise=np.sqrt(variances.noise),
        run_noise=float(np.sqrt(variances.level)),
        run_slope_noise=float(np.sqrt(variances.slope)),
    )


def interval(estimate: Floats, error: Floats, freedom: int, level: float) -> tuple[Floats, Floats]:
    """Lower and upper bound of an estimate, by Student's t.

    Args:
        estimate: shape (n,).
        error: standard errors, shape (n,).
        freedom: degrees of freedom, at least 1.
        level: such as 0.95.
    """
    reach = stats.t.ppf(0.5 + level / 2, max(1, freedom)) * error
    return estimate - reach, estimate + reach


@dataclass(frozen=True)
class _Model:
    """The columns: trends, cosines, sines of the genres; then what is held equal.

    Columns that change from week to week are products of a column of rows and one of weeks.
    """

    weeks: Weeks
    of_rows: tuple[Floats, ...]
    of_weeks: Floats
    fixed: Floats

    @classmethod
    def of(cls, panel: GenrePanel, shares: Floats) -> _Model:
        weeks = weeks_of(panel)
        turn = 2 * np.pi * weeks.day / YEAR_DAYS
        kinds = (panel.kind[:, None] == np.unique(panel.kind)[None, :]).astype(np.float64)
        held = np.column_stack([panel.rating, panel.log_votes])
        one = np.ones((len(panel.title), 1))
        return cls(
            weeks,
            (shares, shares, shares, kinds, kinds, *[one] * len(weeks.reach)),
            np.vstack(
                [
                    (weeks.day - panel.day.mean()) / YEAR_DAYS,
                    np.cos(turn),
                    np.sin(turn),
                    weeks.age,
                    np.log1p(weeks.age),
                    *weeks.reach,
                ]
            ),
            np.hstack([kinds, shares[:, 1:], held - held.mean(axis=0)]),
        )

    def first_guess(self) -> Floats:
        """Coefficients by which weeks of a sum are weighed at first."""
        widths = [part.shape[1] for part in self.of_rows]
        guess = np.zeros(sum(widths) + self.fixed.shape[1])
        start = sum(widths[:3])
        guess[start : start + widths[3]] = _FIRST_DECAY
        return guess

    def around(self, coefficients: Floats) -> tuple[Floats, Floats]:
        """Columns of the rows near some coefficients, and what is to be taken from the outcome."""
        rates, place = [], 0
        for part in self.of_rows:
            rates.append(part @ coefficients[place : place + part.shape[1]])
            place += part.shape[1]
        rows = self.weeks.row
        height = np.einsum("cw,cw->w", np.array(rates)[:, rows], self.of_weeks)
        start = self.weeks.start
        highest = np.maximum.reduceat(height, start)
        size = np.exp(height - highest[rows])
        total = np.add.reduceat(size, start)
        means = np.add.reduceat(self.of_weeks * (size / total[rows]), start, axis=1)
        columns = [part * mean[:, None] for part, mean in zip(self.of_rows, means, strict=True)]
        linear = np.einsum("cr,cr->r", np.array(rates), means)
        design = np.hstack([*columns, self.fixed])
        return design, np.asarray(np.log(total) + highest - linear, dtype=np.float64)


def _rows(panel: GenrePanel, design: Floats, offset: Floats, kept: NDArray[np.bool_]) -> Rows:
    return Rows(
        outcome=(panel.log_hours - offset)[kept],
        design=design[kept],
        run=_codes(panel.run[kept]),
        time=_years(panel)[kept],
        source=panel.source[kept],
    )


def _years(panel: GenrePanel) -> Floats:
    """The middle of each row's weeks, in years from the middle of the panel."""
    middle = panel.day + 3.5 * (panel.week_count - 1)
    return np.asarray((middle - panel.day.mean()) / YEAR_DAYS, dtype=np.float64)


def _expected(
    panel: GenrePanel, design: Floats, offset: Floats, kept: NDArray[np.bool_], fit: RunFit
) -> Floats:
    """Expected logarithm of hours; of runs that were left out, their own level is not known."""
    level, slope = np.zeros(panel.run.max() + 1), np.zeros(panel.run.max() + 1)
    known = np.unique(panel.run[kept])
    level[known], slope[known] = fit.level, fit.slope
    fixed = np.einsum("ij,j->i", design, fit.coefficients) + offset
    own = level[panel.run] + slope[panel.run] * _years(panel)
    return np.asarray(fixed + own, dtype=np.float64)


def _codes(values: Codes) -> Codes:
    """The same groups, numbered from 0 without gaps."""
    return np.unique(values, return_inverse=True)[1]


def _root(variance: Floats) -> Floats:
    return np.asarray(np.sqrt(np.clip(variance, 0, None)), dtype=np.float64)

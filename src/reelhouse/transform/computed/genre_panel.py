"""How hours of a genre change over the years and within the year, whatever its titles are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

YEAR_DAYS = 365.25
_SELECTION_STEPS = 5
_VARIANCE_STEPS = 4
# a row stays where, but for its own noise, it is expected clear of the tenth place
_CLEARANCE = 1.0


@dataclass(frozen=True)
class GenrePanel:
    """Weekly hours of runs, a run being a film or a season. All arrays have one entry a row.

    Attributes:
        title: code of the title, from 0.
        run: code of the run, from 0.
        day: number of the week's day, from any origin.
        year_day: day of the year, 1-366.
        log_hours: logarithm of the hours viewed.
        log_cutoff: logarithm of the hours that the tenth place of the list stands for.
        age_weeks: weeks since the run came out.
        kind: such as film, series or anime; each decays in its own way.
        rating: mean rating of the title.
        log_votes: logarithm of the number of its votes.
    """

    title: Codes
    run: Codes
    day: Floats
    year_day: Floats
    log_hours: Floats
    log_cutoff: Floats
    age_weeks: Floats
    kind: NDArray[np.object_]
    rating: Floats
    log_votes: Floats


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
        noise: standard deviation of the logarithm of a run's weekly hours around its own course.
        run_noise: standard deviation of the runs' levels that nothing explains.
    """

    trend: Floats
    cosine: Floats
    sine: Floats
    covariance: Floats
    degrees_of_freedom: int
    row_count: int
    noise: float
    run_noise: float

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
    """Estimate trend and yearly wave of each genre from weekly hours of runs.

    The logarithm of a run's weekly hours is taken as

        its kind's level + its genres' levels + rating + log votes - decay of its kind * weeks
        + sum over its genres of share * (trend * years + cosine and sine of the day of the year)
        + what is the run's own + noise

    The run's own part is a random effect (Balestra and Nerlove 1966), estimated by generalised
    least squares. Fixed effects would not do: of one run, age and calendar grow in step, so that
    its decay and its genre's trend cannot be told apart; only the comparison of runs that began at
    different times tells them apart, with quality held equal by rating and votes.

    Only the ten first of a week are published, so that late weeks of a run are seen where chance
    was kind to it. Rows whose expected hours are not clear of the tenth place are therefore left
    out; the expectation is the model's own, so this is repeated until it hardly changes.

    Standard errors are the jackknife's over titles (CR3 of MacKinnon and White 1985, clustered):
    they hold with few titles and whatever connects the weeks of one.

    Args:
        panel: the weeks.
        shares: of the genres, shape (rows, genres), rows summing to 1.

    Raises:
        ValueError: fewer than three titles.
    """
    if len(np.unique(panel.title)) < 3:
        raise ValueError("at least three titles are needed")
    design = _design(panel, shares)
    kept = np.ones(len(panel.title), dtype=bool)
    found = _random_effects(panel.log_hours, design, panel.run)
    for _ in range(_SELECTION_STEPS):
        expected = _expected(panel.log_hours, design, panel.run, found)
        clear = expected - panel.log_cutoff > _CLEARANCE * found.noise
        if clear.sum() < len(kept) / 4 or bool((clear == kept).all()):
            break
        kept = clear
        found = _random_effects(panel.log_hours[kept], design[kept], _codes(panel.run[kept]))
    titles = _codes(panel.title[kept])
    covariance = _jackknife(found, titles)
    count = shares.shape[1]
    return GenreFit(
        trend=found.coefficients[:count],
        cosine=found.coefficients[count : 2 * count],
        sine=found.coefficients[2 * count : 3 * count],
        covariance=covariance[: 3 * count, : 3 * count],
        degrees_of_freedom=int(titles.max()),
        row_count=int(kept.sum()),
        noise=found.noise,
        run_noise=found.run_noise,
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


def _design(panel: GenrePanel, shares: Floats) -> Floats:
    """Columns: trends, cosines, sines of the genres; then what is held equal."""
    years = (panel.day - panel.day.mean()) / YEAR_DAYS
    turn = 2 * np.pi * panel.year_day / YEAR_DAYS
    kinds = (panel.kind[:, None] == np.unique(panel.kind)[None, :]).astype(np.float64)
    held = np.column_stack([panel.rating, panel.log_votes])
    return np.hstack(
        [
            shares * years[:, None],
            shares * np.cos(turn)[:, None],
            shares * np.sin(turn)[:, None],
            kinds * panel.age_weeks[:, None],
            kinds,
            shares[:, 1:],
            held - held.mean(axis=0),
        ]
    )


def _codes(values: Codes) -> Codes:
    """The same groups, numbered from 0 without gaps."""
    return np.unique(values, return_inverse=True)[1]


def _root(variance: Floats) -> Floats:
    return np.asarray(np.sqrt(np.clip(variance, 0, None)), dtype=np.float64)


@dataclass(frozen=True)
class _Found:
    """Coefficients with the transformed data they come from."""

    coefficients: Floats
    inverse: Floats
    design: Floats
    residuals: Floats
    noise: float
    run_noise: float


def _means(values: Floats, groups: Codes) -> Floats:
    """Mean of each column within each group: shape (groups, columns)."""
    counts = np.bincount(groups)
    sums = [np.bincount(groups, column, len(counts)) for column in values.T]
    return np.asarray(np.column_stack(sums) / counts[:, None], dtype=np.float64)


def _random_effects(outcome: Floats, design: Floats, runs: Codes) -> _Found:
    """Feasible generalised least squares with one random level for each run (Swamy-Arora)."""
    counts = np.bincount(runs)
    of_runs, outcome_of_runs = _means(design, runs), _means(outcome[:, None], runs)[:, 0]
    within = design - of_runs[runs]
    within_outcome = outcome - outcome_of_runs[runs]
    inverse, rank = _inverse(within)
    rest = within_outcome - _apply(within, inverse @ _apply(within.T, within_outcome))
    noise = float(np.sum(rest**2)) / max(1, len(outcome) - len(counts) - rank)
    explained = _inverse(of_runs)[1]
    level = noise
    for _ in range(_VARIANCE_STEPS):
        part = 1 - np.sqrt(noise / (noise + counts * level))
        changed = design - part[runs][:, None] * of_runs[runs]
        changed_outcome = outcome - part[runs] * outcome_of_runs[runs]
        inverse, _ = _inverse(changed)
        coefficients = inverse @ _apply(changed.T, changed_outcome)
        of_levels = outcome_of_runs - _apply(of_runs, coefficients)
        total = float(np.sum(of_levels**2)) / max(1, len(counts) - explained)
        level = max(1e-6, total - noise * float(np.mean(1 / counts)))
    return _Found(
        coefficients,
        inverse,
        changed,
        changed_outcome - _apply(changed, coefficients),
        float(np.sqrt(noise)),
        float(np.sqrt(level)),
    )


# einsum and not @: for tall matrices the latter starts threads, which wait for each other on a
# busy machine
def _apply(matrix: Floats, vector: Floats) -> Floats:
    return np.asarray(np.einsum("ij,j->i", matrix, vector), dtype=np.float64)


def _inverse(matrix: Floats) -> tuple[Floats, int]:
    """Inverse of a matrix's products of columns, where it has one, and the matrix's rank."""
    values, vectors = np.linalg.eigh(np.einsum("ij,ik->jk", matrix, matrix))
    is_known = values > 1e-11 * values.max()
    known = vectors[:, is_known]
    return np.asarray((known / values[is_known]) @ known.T, dtype=np.float64), len(known.T)


def _expected(outcome: Floats, design: Floats, runs: Codes, found: _Found) -> Floats:
    """Hours expected of each row, the run's own level as far as it is known included."""
    fixed = _apply(design, found.coefficients)
    counts = np.bincount(runs)
    levels = _means((outcome - fixed)[:, None], runs)[:, 0]
    known = found.run_noise**2 / (found.run_noise**2 + found.noise**2 / counts)
    return np.asarray(fixed + (known * levels)[runs], dtype=np.float64)


def _jackknife(found: _Found, titles: Codes) -> Floats:
    """Covariance of the coefficients from what leaving out each title would change."""
    meat = np.zeros_like(found.inverse)
    for rows in np.split(np.argsort(titles, kind="stable"), np.cumsum(np.bincount(titles))[:-1]):
        block = found.design[rows]
        hat = block @ found.inverse @ block.T
        # a title that alone carries a coefficient has leverage 1: it cannot be left out
        freed = np.linalg.pinv(np.eye(len(rows)) - hat, rcond=1e-8, hermitian=True)
        score = block.T @ (freed @ found.residuals[rows])
        meat += np.outer(score, score)
    return np.asarray(found.inverse @ meat @ found.inverse, dtype=np.float64)

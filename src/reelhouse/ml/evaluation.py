"""How often a prediction is right: figures with intervals, calibration, coverage, folds by time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reelhouse.ml.card import CalibrationBin, Coverage, Estimate

Floats = NDArray[np.float64]
Figure = Callable[..., float]


def bootstrap(
    figure: Figure, *columns: ArrayLike, draws: int, seed: int, groups: ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:  # fmt: skip
    """A figure and its percentile bootstrap interval.

    Args:
        figure: takes the columns and gives a number.
        columns: equally long; rows are drawn with replacement.
        draws: samples.
        seed: of the draws.
        groups: what is drawn as a whole, such as the series of a forecast; each row by itself by
            default.
        level: of the interval, 0 to 1.

    Raises:
        ValueError: there is no row.

    Formula: Efron, Better Bootstrap Confidence Intervals, JASA 82 (1987), the percentile method.
    """
    arrays = [np.asarray(column) for column in columns]
    if not len(arrays[0]):
        raise ValueError("a figure of no cases cannot be told")
    whole = float(figure(*arrays))
    drawn = []
    for rows in _samples(len(arrays[0]), groups, draws, np.random.default_rng(seed)):
        value = float(figure(*(array[rows] for array in arrays)))
        if np.isfinite(value):
            drawn.append(value)
    if len(drawn) < draws / 2:
        return Estimate(whole)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(whole, float(low), float(high))


def expanded_level(groups: int, level: float = 0.95) -> float:
    """The level at which a percentile bootstrap of few groups holds what it is meant to.

    Such intervals are too narrow by the factor of the standard deviation of a sample and for not
    knowing its spread; with many groups nothing changes.

    Args:
        groups: that are drawn, 2 or more.
        level: that the interval is to have, 0 to 1.

    Formula: the expanded percentile interval, Hesterberg, American Statistician 69 (2015).
    """
    from scipy.special import ndtr, stdtrit

    wide = np.sqrt(groups / (groups - 1)) * stdtrit(groups - 1, (1 + level) / 2)
    return float(1 - 2 * ndtr(-wide))


def share_of(successes: int, cases: int) -> Estimate:
    """A share and its 95 % interval.

    Args:
        successes: cases that came true.
        cases: all of them, above 0.

    Formula: Wilson, JASA 22 (1927).
    """
    rate, z = successes / cases, 1.959964
    middle = (rate + z**2 / (2 * cases)) / (1 + z**2 / cases)
    half = (
        z / (1 + z**2 / cases) * float(np.sqrt(rate * (1 - rate) / cases + z**2 / (4 * cases**2)))
    )
    return Estimate(rate, max(0.0, middle - half), min(1.0, middle + half))


def _samples(
    count: int, groups: ArrayLike | None, draws: int, rng: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    if groups is None:
        for _ in range(draws):
            yield rng.integers(0, count, count)
        return
    _, codes = np.unique(np.asarray(groups), return_inverse=True)
    members = [np.flatnonzero(codes == code) for code in range(codes.max() + 1)]
    for _ in range(draws):
        yield np.concatenate([members[i] for i in rng.integers(0, len(members), len(members))])


def advantage(
    losses: ArrayLike, naive_losses: ArrayLike, *, draws: int, seed: int,
    groups: ArrayLike | None = None, level: float = 0.95,
) -> Estimate:  # fmt: skip
    """By how much a model's mean loss is below that of a naive rule, on the same cases.

    Args:
        losses: of the model, one a case; lower is better.
        naive_losses: of the rule, in the same order.
        draws: samples.
        seed: of the draws.
        groups: what is drawn as a whole.
        level: of the interval, 0 to 1.

    Returns:
        Mean difference, positive where the model is better; an interval above 0 says that the
        model's lead is more than noise.
    """
    difference = np.asarray(naive_losses, float) - np.asarray(losses, float)
    return bootstrap(np.mean, difference, draws=draws, seed=seed, groups=groups, level=level)


def brier_score(outcomes: ArrayLike, probabilities: ArrayLike) -> float:
    """Mean squared distance of probabilities from outcomes 0 or 1 (Brier 1950)."""
    return float(np.mean((np.asarray(probabilities, float) - np.asarray(outcomes, float)) ** 2))


def log_losses(outcomes: ArrayLike, probabilities: ArrayLike) -> Floats:
    """Negative log likelihood of each outcome, in nats; probabilities are kept off 0 and 1."""
    told = np.clip(np.asarray(probabilities, float), 1e-6, 1 - 1e-6)
    happened = np.asarray(outcomes, float)
    return np.asarray(-(happened * np.log(told) + (1 - happened) * np.log(1 - told)))


def auc(outcomes: ArrayLike, scores: ArrayLike) -> float:
    """Probability that a case that came true has the higher score than one that did not.

    Ties count half (Hanley and McNeil 1982); NaN where all came true, or none.
    """
    from scipy.stats import rankdata

    happened = np.asarray(outcomes).astype(bool)
    positives, negatives = int(happened.sum()), int((~happened).sum())
    if not positives or not negatives:
        return float("nan")
    ranks = rankdata(np.asarray(scores, float))
    above = ranks[happened].sum() - positives * (positives + 1) / 2
    return float(above / (positives * negatives))


def calibration_bins(
    outcomes: ArrayLike, probabilities: ArrayLike, bins: int = 10
) -> tuple[CalibrationBin, ...]:
    """Told against come true, in bins of equally many cases.

    Args:
        outcomes: 0 or 1.
        probabilities: told.
        bins: at most so many; fewer where there are few cases.
    """
    told, happened = np.asarray(probabilities, float), np.asarray(outcomes, float)
    # equal probabilities in no order of their own, such as that of time
    order = np.lexsort((np.random.default_rng(0).permutation(len(told)), told))
    parts = np.array_split(order, max(1, min(bins, len(order))))
    return tuple(
        CalibrationBin(float(told[part].mean()), float(happened[part].mean()), len(part))
        for part in parts
        if len(part)
    )


def calibration_error(outcomes: ArrayLike, probabilities: ArrayLike, bins: int = 10) -> float:
    """Expected calibration error: mean distance of told from come true, by bins of equal size.

    Formula: Naeini, Cooper and Hauskrecht, AAAI 2015, with bins of equally many cases.
    """
    found = calibration_bins(outcomes, probabilities, bins)
    total = sum(each.count for each in found)
    return float(sum(abs(b.predicted_rate - b.observed_rate) * b.count for b in found) / total)


def coverage(outcomes: ArrayLike, low: ArrayLike, high: ArrayLike, nominal: float) -> Coverage:
    """How many outcomes lie within their intervals, bounds included."""
    values = np.asarray(outcomes, float)
    inside = (values >= np.asarray(low, float)) & (values <= np.asarray(high, float))
    return Coverage(nominal, float(inside.mean()) if len(values) else float("nan"), len(values))


@dataclass(frozen=True, slots=True)
class Fold:
    """A split by time: what is known up to a day, and what comes after it.

    Attributes:
        until: last day that may be learned from.
        train: positions of rows up to that day.
        test: positions of rows after it, up to the next fold.
    """

    until: date
    train: NDArray[np.int64]
    test: NDArray[np.int64]


def folds_by_time(days: Sequence[date] | ArrayLike, cuts: Sequence[date]) -> list[Fold]:
    """Rolling origin: at each cut learn from all that is known and test on what comes next.

    Args:
        days: when each row's outcome was known, or its decision was made.
        cuts: last days that may be learned from, ascending.

    Returns:
        A fold for each cut; one without rows on either side is left out.
    """
    when = np.asarray(days, dtype="datetime64[D]")
    edges = [np.datetime64(cut, "D") for cut in cuts]
    ends = [*edges[1:], when.max() if len(when) else np.datetime64("1970-01-01", "D")]
    folds = []
    for cut, edge, end in zip(cuts, edges, ends, strict=True):
        train = np.flatnonzero(when <= edge)
        test = np.flatnonzero((when > edge) & (when <= end))
        if len(train) and len(test):
            folds.append(Fold(cut, train, test))
    return folds

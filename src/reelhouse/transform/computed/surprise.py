"""How surprising a subject's newest week is, measured against its own past."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_OWN_ERRORS_FROM = 4.0  # the common spread counts as much as so many weeks of a subject's own
_MAD_TO_DEVIATION = 1.4826
_LEAST_DEVIATION = 0.01  # published figures are rounded


def fading_weights(weeks: int, half_life: float) -> Floats:
    """Weights of past weeks, oldest first; the newest counts 1, one a half-life before it 1/2.

    Args:
        weeks: how many, at least 0.
        half_life: in weeks, above 0.
    """
    return np.asarray(0.5 ** (np.arange(weeks - 1, -1, -1) / half_life), dtype=np.float64)


def judge_counts(past: Floats, newest: Floats, half_life: float) -> tuple[Floats, Floats]:
    """What counts were to be expected, and how probable as many or more were.

    Counts are taken as Poisson with a rate of the subject's own, drawn from a gamma distribution
    that all subjects share and that is fitted by its moments; past weeks fade. So a subject whose
    past is nearly empty expects nearly nothing, but never nothing: its first post is no wonder.
    The prediction is negative binomial (Gelman et al., Bayesian Data Analysis, 3rd ed., 2.6).

    Args:
        past: counts of past weeks, shape (subjects, weeks), oldest first; zeros are zeros.
        newest: counts of the newest week, shape (subjects,).
        half_life: of the past, in weeks.

    Returns:
        Expected count and probability of the newest count or more, each of shape (subjects,).
    """
    weights = fading_weights(past.shape[1], half_life)
    exposure, seen = float(weights.sum()), past @ weights
    rates = seen / exposure
    mean = max(float(rates.mean()), 1e-9)
    # of the rates' spread, what Poisson noise makes is not the subjects'
    noise = mean * float(np.sum(weights**2)) / exposure**2
    spread = max(float(rates.var()) - noise, 0.05 * mean**2)
    prior_exposure = mean / spread
    shape, rate = mean * prior_exposure + seen, prior_exposure + exposure
    chance = stats.nbinom.sf(newest - 1, shape, rate / (rate + 1))
    return np.asarray(shape / rate, dtype=np.float64), np.asarray(chance, dtype=np.float64)


def judge_amounts(past: Floats, newest: Floats, half_life: float) -> tuple[Floats, Floats]:
    """What amounts were to be expected, and how probable as much or more was.

    The expectation is the fading mean of the logarithms of the subject's past weeks, and what all
    subjects usually gain on theirs: a rise that all share is nobody's own. What all usually lose is
    not taken off, so that falling slower than others is no rise. How far weeks stray is the median
    distance of errors of one week ahead from their median, which a few wild ones cannot move, mixed
    with the subject's own errors; the probability is Student's t.

    Args:
        past: amounts of past weeks, above 0, shape (subjects, weeks), oldest first; NaN where the
            subject was not seen. Each subject was seen at least once.
        newest: amounts of the newest week, above 0, shape (subjects,).
        half_life: of the past, in weeks.

    Returns:
        Expected amount and probability of the newest amount or more, each of shape (subjects,).
    """
    logs = np.log(past)
    errors = np.full(past.shape, np.nan)
    for week in range(1, past.shape[1]):
        errors[:, week] = logs[:, week] - _fading_mean(logs[:, :week], half_life)[0]
    known = errors[np.isfinite(errors)]
    drift = float(np.median(known)) if known.size else 0.0
    common = _MAD_TO_DEVIATION * float(np.median(np.abs(known - drift))) if known.size else 1.0
    own_squares = np.nansum((errors - drift) ** 2, axis=1)
    freedom = _OWN_ERRORS_FROM + np.isfinite(errors).sum(axis=1)
    common_square = max(common, _LEAST_DEVIATION) ** 2
    deviation = np.sqrt((_OWN_ERRORS_FROM * common_square + own_squares) / freedom)
    mean, uncertainty = _fading_mean(logs, half_life)
    expected = mean + max(drift, 0.0)
    score = (np.log(newest) - expected) / (deviation * np.sqrt(1 + uncertainty))
    return np.exp(expected), np.asarray(stats.t.sf(score, freedom), dtype=np.float64)


def _fading_mean(values: Floats, half_life: float) -> tuple[Floats, Floats]:
    """Weighted mean of what is known of each row, and its variance in units of one value's."""
    weights = np.where(np.isfinite(values), fading_weights(values.shape[1], half_life), 0.0)
    total = weights.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(np.isfinite(values), values, 0.0)
        return (mean * weights).sum(axis=1) / total, (weights**2).sum(axis=1) / total**2


def false_discovery_rate(chances: Floats) -> Floats:
    """The share of chance finds among all that are as improbable (Benjamini and Hochberg 1995).

    Args:
        chances: probabilities, 0 to 1, shape (n,).

    Returns:
        Adjusted probabilities, never smaller than the given ones, shape (n,).
    """
    if not chances.size:
        return chances
    return np.asarray(stats.false_discovery_control(chances, method="bh"), dtype=np.float64)

"""From the score of a model to a probability that comes true, with an interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reelhouse.ml.evaluation import log_losses

Floats = NDArray[np.float64]
LEAST_FOR_ISOTONIC = 300
"""Cases from which on isotonic calibration is tried; with fewer it follows their noise."""

_GRID = 128
_PARTS = 5


@dataclass(frozen=True, slots=True)
class Calibrator:
    """What scores mean, learned from a slice of time after the model's own.

    Attributes:
        method: `sigmoid` (Platt 1999) or `isotonic` (as Venn-Abers merges its two answers).
        weights: slope and constant of the sigmoid on the log odds of the score.
        grid: scores at which Venn-Abers was asked, ascending.
        low: its probability at each, had a title of that score failed.
        high: the same, had it succeeded.
    """

    method: str
    weights: tuple[float, float]
    grid: Floats
    low: Floats
    high: Floats

    def predict(self, scores: ArrayLike) -> Floats:
        """Probabilities, 0 to 1."""
        told = np.asarray(scores, float)
        if self.method == "sigmoid":
            return _sigmoid(self.weights[0] * _logit(told) + self.weights[1])
        low, high = self._bounds(told)
        return np.asarray(high / (1 - low + high))

    def interval(self, scores: ArrayLike) -> tuple[Floats, Floats]:
        """Lower and upper bounds of the probabilities.

        One of the two probabilities of an inductive Venn-Abers predictor is perfectly calibrated
        whatever the model is (Vovk and Petej, Venn-Abers predictors, UAI 2014); which one depends
        on the outcome, so that both are told. The probability lies in between.
        """
        told = np.asarray(scores, float)
        low, high = self._bounds(told)
        middle = self.predict(told)
        return np.minimum(low, middle), np.maximum(high, middle)

    def _bounds(self, scores: Floats) -> tuple[Floats, Floats]:
        return np.interp(scores, self.grid, self.low), np.interp(scores, self.grid, self.high)


def calibrate(scores: ArrayLike, outcomes: ArrayLike) -> Calibrator:
    """Learn what scores mean; the method is the one with the lower loss in five parts.

    Args:
        scores: of titles that the model has not seen, in (0, 1).
        outcomes: 0 or 1.
    """
    told, happened = np.asarray(scores, float), np.asarray(outcomes, float)
    method = "sigmoid"
    if len(told) >= LEAST_FOR_ISOTONIC:
        losses = {"sigmoid": 0.0, "isotonic": 0.0}
        for part in range(_PARTS):
            out = np.arange(len(told)) % _PARTS == part
            for name in losses:
                fitted = _fit(told[~out], happened[~out], name)
                losses[name] += float(log_losses(happened[out], fitted.predict(told[out])).sum())
        method = min(losses, key=lambda name: losses[name])
    return _fit(told, happened, method)


def shifted(probabilities: ArrayLike, offset: float) -> Floats:
    """Probabilities moved together by an offset of their log odds."""
    return _sigmoid(_logit(np.asarray(probabilities, float)) + offset)


def offset_to(probabilities: ArrayLike, share: float) -> float:
    """The offset of log odds at which the mean of probabilities is a share that is known."""
    told = np.asarray(probabilities, float)
    low, high = -10.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        if shifted(told, middle).mean() < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _fit(scores: Floats, outcomes: Floats, method: str) -> Calibrator:
    grid, low, high = _venn_abers(scores, outcomes)
    return Calibrator(method, _platt(scores, outcomes), grid, low, high)


def _venn_abers(scores: Floats, outcomes: Floats) -> tuple[Floats, Floats, Floats]:
    from sklearn.isotonic import isotonic_regression

    # ties are one step, so that a title joins those of its own score
    steps, where, counts = np.unique(scores, return_inverse=True, return_counts=True)
    sums = np.bincount(where, weights=outcomes)
    places = np.unique(np.linspace(0, len(steps) - 1, _GRID).astype(int))
    bounds: list[list[float]] = [[], []]
    for place in places:
        weights = counts.astype(float)
        weights[place] += 1
        for assumed in (0.0, 1.0):
            means = sums / counts
            means[place] = (sums[place] + assumed) / weights[place]
            bounds[int(assumed)].append(
                float(isotonic_regression(means, sample_weight=weights)[place])
            )
    grid = steps[places]
    return grid, np.array(bounds[0]), np.array(bounds[1])


def _platt(scores: Floats, outcomes: Floats) -> tuple[float, float]:
    """Slope and constant with Platt's smoothed targets, by Newton's method."""
    hits, misses = outcomes.sum(), len(outcomes) - outcomes.sum()
    target = np.where(outcomes > 0, (hits + 1) / (hits + 2), 1 / (misses + 2))
    inputs = np.column_stack([_logit(scores), np.ones(len(scores))])
    weights = np.array([1.0, 0.0])
    for _ in range(50):
        told = _sigmoid(inputs @ weights)
        slope = inputs.T @ (told - target)
        curvature = (inputs * (told * (1 - told))[:, None]).T @ inputs + 1e-6 * np.eye(2)
        step = np.linalg.solve(curvature, slope)
        weights = weights - np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    # scores that tell the wrong way round tell nothing
    if weights[0] <= 0:
        rate = (hits + 1) / (len(outcomes) + 2)
        return 0.0, float(_logit(np.array([rate]))[0])
    return float(weights[0]), float(weights[1])


def _logit(rates: Floats) -> Floats:
    kept = np.clip(rates, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)))


def _sigmoid(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -40, 40))))

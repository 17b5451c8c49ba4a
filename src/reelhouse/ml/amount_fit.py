"""Learn a candidate of an amount from some titles, and forecast ahead year by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.amount_candidates import LEARNERS, Blend, Learner, Parameters, Rule
from reelhouse.ml.amount_model import Forecaster
from reelhouse.ml.encoding import IMPUTED, Encoder
from reelhouse.ml.releases import Spec

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
LEAST_CASES = 80
_BLOCKS = 3
_MOST_TEST_BLOCKS = 5
_ERRORS_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Fit:
    """How a candidate is learned from some titles."""

    candidate: type[Learner] | type[Blend] | type[Rule]
    specs: tuple[Spec, ...]
    parameters: Mapping[str, Any]
    seed: int
    threads: int

    @property
    def is_model(self) -> bool:
        """Whether it is learned and no rule."""
        return self.candidate is Blend or self.candidate in LEARNERS

    def __call__(self, frame: pd.DataFrame, logs: Floats) -> Forecaster:
        """The candidate, learned from these titles and their amounts."""
        learner: Any = self.candidate()
        if not self.is_model:
            learner.fit(frame, logs)
            return Forecaster(None, learner)
        encoder = Encoder.fit(frame, self.specs)
        rising = [int(name == IMPUTED) for name in encoder.names]
        learner.fit(
            encoder.transform(frame), logs, rising, self.parameters, seed=self.seed,
            threads=self.threads,
        )  # fmt: skip
        return Forecaster(encoder, learner)


def blocks(years: NDArray[np.int64], test_from: int) -> list[int]:
    """The years at which a candidate is learned anew: some before the test, and in it each year.

    Args:
        years: of release, ascending.
        test_from: first year of the test.
    """
    before, later = years[years < test_from], years[years >= test_from]
    start = int(len(before) * (1 - _ERRORS_SHARE))
    rest = len(before) - start
    early = {int(before[start + rest * block // _BLOCKS]) for block in range(_BLOCKS)}
    early = {year for year in early if (before < year).sum() >= LEAST_CASES // 4}
    late = sorted(set(later.tolist()))
    step = -(-len(late) // _MOST_TEST_BLOCKS)
    return [*sorted(early), *late[::step]]


def roll(fit: Fit, frame: pd.DataFrame, logs: Floats, edges: list[int]) -> Floats:
    """Forecasts of titles from some year on, each from the titles of earlier years only.

    Errors of forecasts ahead are larger than those within a time, so that intervals have to be made
    of the former.

    Args:
        fit: learns a candidate.
        frame: titles, oldest first.
        logs: their amounts.
        edges: years at which it is learned anew, ascending.

    Returns:
        A forecast a title; NaN before the first edge.
    """
    years = frame["release_year"].to_numpy(int)
    told = np.full(len(frame), np.nan)
    for edge, until in zip(edges, [*edges[1:], int(years[-1]) + 1], strict=True):
        then = (years >= edge) & (years < until)
        told[then] = fit(frame[years < edge], logs[years < edge]).forecast(frame[then])
    return told


def tune(
    learner: type[Learner], frame: pd.DataFrame, logs: Floats, specs: tuple[Spec, ...], seed: int,
    threads: int,
) -> Parameters:  # fmt: skip
    """The parameters with the smallest error on the last fifth of the training's own time."""
    years = frame["release_year"].to_numpy(int)
    edge = int(years[len(years) - max(1, len(years) // 5)])
    before = years < edge
    if before.sum() < LEAST_CASES // 4:
        return learner.grid[0]
    errors = [
        np.abs(
            Fit(learner, specs, parameters, seed, threads)(frame[before], logs[before]).forecast(
                frame[~before]
            )
            - logs[~before]
        ).mean()
        for parameters in learner.grid
    ]
    return learner.grid[int(np.argmin(errors))]

"""Intervals that hold as many outcomes as they are meant to, around any forecast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_FLOOR = 0.25


@dataclass(frozen=True, slots=True)
class Conformal:
    """How far outcomes were from forecasts of titles that were not learned from.

    Attributes:
        level: size of an error at the mean forecast.
        slope: by how much errors grow with the forecast.
        centre: the mean forecast.
        errors: errors over their size, ascending.
    """

    level: float
    slope: float
    centre: float
    errors: Floats

    @classmethod
    def fit(cls, forecasts: ArrayLike, outcomes: ArrayLike) -> Conformal:
        """Learn the errors.

        Args:
            forecasts: of cases that the model had not seen.
            outcomes: what came of them.
        """
        told, happened = np.asarray(forecasts, float), np.asarray(outcomes, float)
        errors = happened - told
        centre, level = float(told.mean()), float(np.abs(errors).mean()) or 1e-9
        spread = float(((told - centre) ** 2).sum())
        slope = float(((told - centre) * np.abs(errors)).sum() / spread) if spread > 0 else 0.0
        unfitted = cls(level, slope, centre, np.empty(0))
        return cls(level, slope, centre, np.sort(errors / unfitted.size(told)))

    def size(self, forecasts: ArrayLike) -> Floats:
        """The usual size of an error of each forecast, never far below the mean one."""
        told = np.asarray(forecasts, float)
        grown = self.level + self.slope * (told - self.centre)
        return np.asarray(np.maximum(grown, _FLOOR * self.level))

    def interval(self, forecasts: ArrayLike, share: float = 0.8) -> tuple[Floats, Floats]:
        """Bounds within which a share of outcomes lies, half of the rest on either side.

        Formula: split conformal prediction with errors over their local size (Lei, G'Sell,
        Rinaldo, Tibshirani and Wasserman, JASA 113, 2018), each side by itself (Romano, Patterson
        and Candès, NeurIPS 2019): the ceil((n + 1) q)-th of n ordered errors.

        Args:
            forecasts: of new cases.
            share: of outcomes, 0 to 1.
        """
        told = np.asarray(forecasts, float)
        tail = (1 - share) / 2
        count = len(self.errors)
        upper = min(int(np.ceil((count + 1) * (1 - tail))), count) - 1
        lower = max(int(np.floor((count + 1) * tail)), 1) - 1
        size = self.size(told)
        return told + self.errors[lower] * size, told + self.errors[upper] * size

    def below(self, forecast: float, amounts: ArrayLike) -> NDArray[np.int64]:
        """How many of the learned errors would have left an outcome below each amount.

        Over the number of errors this is the predictive distribution of a split conformal
        predictor (Vovk, Shen, Manokhin and Xie, Machine Learning 108, 2019).

        Args:
            forecast: of a new case.
            amounts: in the unit of the forecast.
        """
        scaled = (np.asarray(amounts, float) - forecast) / self.size(forecast)
        return np.searchsorted(self.errors, scaled, side="left")

"""A model of an amount as the command line, the build and dashboards use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.amount_candidates import Blend, Learner, Rule
from reelhouse.ml.conformal import Conformal
from reelhouse.ml.encoding import IMPUTED, Encoder
from reelhouse.ml.evaluation import share_of

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
_STEP = 1.5


@dataclass(frozen=True, slots=True)
class Forecaster:
    """A learner with its encoder, or a rule without one."""

    encoder: Encoder | None
    inner: Learner | Blend | Rule

    def forecast(self, frame: pd.DataFrame) -> Floats:
        """Forecasts, in natural logarithms."""
        inner: Any = self.inner
        return np.asarray(inner.forecast(self.encoder.transform(frame) if self.encoder else frame))


@dataclass(frozen=True, slots=True)
class AmountModel:
    """What answers.

    Attributes:
        champion: name of the candidate.
        forecaster: that tells the middle.
        band: how far outcomes were from such forecasts ahead.
        naive: the best naive rule, to show beside.
        refits: the champion on titles drawn anew, for how sure the budget curve is.
        encoder: of all features, whatever the champion looks at.
        about: which titles the model is about, in words.
    """

    champion: str
    forecaster: Forecaster
    band: Conformal
    naive: Forecaster
    refits: tuple[Forecaster, ...]
    encoder: Encoder
    about: str

    @property
    def is_naive(self) -> bool:
        """Whether a rule answers, as no model beat it."""
        return self.forecaster.encoder is None

    def predict(self, frame: pd.DataFrame, share: float = 0.8) -> pd.DataFrame:
        """The amount of each title, with the interval that holds a share of outcomes.

        Args:
            frame: titles with the columns of `feature_title_release`; one that is missing counts
                as unknown.
            share: of outcomes, 0 to 1.

        Returns:
            `expected` (half of such titles reach more), `expected_low`, `expected_high` and
            `naive`, in the amount's own unit, a row a title.
        """
        import pandas as pd

        told = self.forecaster.forecast(frame)
        low, high = self.band.interval(told, share)
        middle = np.clip(told, low, high)
        return pd.DataFrame(
            {
                "expected": np.exp(middle),
                "expected_low": np.exp(low),
                "expected_high": np.exp(high),
                "naive": np.exp(self.naive.forecast(frame)),
            },
            index=frame.index,
        )

    def budget_curve(
        self, frame: pd.DataFrame, budgets: Sequence[float], share: float = 0.8
    ) -> pd.DataFrame:
        """What titles like these would take with other budgets.

        Args:
            frame: titles that are alike; the curve is that of their middle.
            budgets: in US dollars, ascending.
            share: of outcomes within the interval of the amount.

        Returns:
            A row a budget: `budget_usd`, `expected`, `expected_low`, `expected_high`, and what
            another million buys, `more_per_million` with the bounds of its 95 % interval
            `more_per_million_low` and `more_per_million_high` (from the champion on titles drawn
            anew); these are null where a rule answers, which has no curve of its own.
        """
        import pandas as pd

        grid = np.asarray(budgets, float)
        middle = self._curve(self.forecaster, frame, grid)
        low, high = self.band.interval(middle, share)
        table = {
            "budget_usd": grid,
            "expected": np.exp(np.clip(middle, low, high)),
            "expected_low": np.exp(low),
            "expected_high": np.exp(high),
            "more_per_million": np.full(len(grid), np.nan),
            "more_per_million_low": np.full(len(grid), np.nan),
            "more_per_million_high": np.full(len(grid), np.nan),
        }
        if self.refits:
            drawn = np.array([self._slope(refit, frame, grid) for refit in self.refits])
            bounds = np.percentile(drawn, [2.5, 97.5], axis=0)
            # the mean over refits is smoother than one model, whose trees rise in steps
            table["more_per_million"] = drawn.mean(axis=0)
            table["more_per_million_low"], table["more_per_million_high"] = bounds
        return pd.DataFrame(table)

    def chance_below(self, frame: pd.DataFrame, amounts: Sequence[float]) -> pd.DataFrame:
        """How often a title stays below amounts, by how far outcomes were from such forecasts.

        Args:
            frame: the title, one row.
            amounts: in the amount's own unit, above 0.

        Returns:
            A row an amount: `amount`, `rate` with the bounds of its 95 % interval `rate_low` and
            `rate_high`, 0 to 1, and `case_count`, the forecasts that it is counted over.
        """
        import pandas as pd

        told = float(self.forecaster.forecast(frame)[0])
        cases = len(self.band.errors)
        counts = self.band.below(told, np.log(np.asarray(amounts, float)))
        shares = [share_of(int(count), cases) for count in counts]
        return pd.DataFrame(
            {
                "amount": list(amounts),
                "rate": [share.value for share in shares],
                "rate_low": [share.low for share in shares],
                "rate_high": [share.high for share in shares],
                "case_count": cases,
            }
        )

    def flags(self, frame: pd.DataFrame) -> list[str]:
        """What makes an answer weaker, a text a title; empty where nothing does."""
        return [self._flags(frame.iloc[row]) for row in range(len(frame))]

    def _flags(self, title: pd.Series) -> str:
        found = [f"{word} was not learned" for word in self.encoder.unseen(title)]
        budget = title.get(IMPUTED)
        if self.encoder.imputation is not None and (budget is None or budget != budget):
            found.append("the budget is unknown and taken as that of similar titles")
        if self.is_naive:
            found.append("no model beat the naive rule, which answers")
        return "; ".join(found)

    @staticmethod
    def _curve(forecaster: Forecaster, frame: pd.DataFrame, grid: Floats) -> Floats:
        """The middle of the titles' forecasts at each budget; more budget never gives less."""
        told = [forecaster.forecast(frame.assign(**{IMPUTED: budget})).mean() for budget in grid]
        return np.maximum.accumulate(np.array(told))

    def _slope(self, forecaster: Forecaster, frame: pd.DataFrame, grid: Floats) -> Floats:
        """Dollars that each dollar more brings, over the next half of the budget."""
        asked = np.unique(np.concatenate([grid, grid * _STEP]))
        curve = np.exp(self._curve(forecaster, frame, asked))
        here, there = (curve[np.searchsorted(asked, b)] for b in (grid, grid * _STEP))
        return np.asarray((there - here) / (grid * (_STEP - 1)) * 1e6)

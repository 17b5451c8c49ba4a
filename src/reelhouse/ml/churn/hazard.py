"""Monthly hazards of leaving: a discrete-time survival model, and the rules that it must beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reelhouse.ml.churn.cases import design

Floats = NDArray[np.float64]

Z = 1.959963984540054
STRENGTH = 5.0
"""Inverse variance of the prior of weights: two in three odds ratios lie between 0.6 and 1.6."""

_TENURES = (1, 3, 6, 12, 24)
_QUIET = (7, 14, 30, 60)


@dataclass(frozen=True)
class Told:
    """Probabilities of leaving within the month.

    Attributes:
        probability: 0 to 1, one a case.
        low: lower bound of the 95 % interval of that probability.
        high: upper bound.
        contributions: what each group of columns adds to the log-odds beside the usual member,
            cases by groups.
    """

    probability: Floats
    low: Floats
    high: Floats
    contributions: pd.DataFrame

    @classmethod
    def joined(cls, parts: Sequence[Told]) -> Self:
        """What was told of cases in parts, as of all of them."""
        return cls(
            np.concatenate([part.probability for part in parts]),
            np.concatenate([part.low for part in parts]),
            np.concatenate([part.high for part in parts]),
            pd.concat([part.contributions for part in parts]),
        )


class LeavingModel(Protocol):
    """What tells how likely members leave."""

    def tell(self, cases: pd.DataFrame) -> Told:
        """Probabilities for cases as `read_cases` gives them."""
        ...


@dataclass(frozen=True)
class Hazard:
    """Logistic hazard of leaving in a month, given that one is still there.

    With a row for each member and month at risk, logistic regression is the likelihood of the
    discrete-time hazard model (Singer and Willett, It's About Time, JES 18, 1993). Weights have a
    normal prior (ridge); the interval is that of the posterior's normal approximation.

    Attributes:
        columns: of `design`.
        mean: of each, over the cases learned from.
        weights: of each.
        intercept: log-odds at the means.
        covariance: of intercept and weights.
    """

    columns: tuple[str, ...]
    mean: Floats
    weights: Floats
    intercept: float
    covariance: Floats

    @classmethod
    def fit(cls, cases: pd.DataFrame, left: Floats, strength: float = STRENGTH) -> Self:
        """Fit it.

        Args:
            cases: as `read_cases` gives them.
            left: 0 or 1, both there.
            strength: inverse variance of the prior of weights, above 0.
        """
        from sklearn.linear_model import LogisticRegression

        table = design(cases)
        mean = table.to_numpy().mean(axis=0)
        points = table.to_numpy() - mean
        fitted = LogisticRegression(C=1 / strength, max_iter=2_000, tol=1e-6).fit(points, left)
        weights, intercept = fitted.coef_[0], float(fitted.intercept_[0])
        told = _sigmoid(points @ weights + intercept)
        with_one = np.column_stack([np.ones(len(points)), points])
        information = (with_one * (told * (1 - told))[:, None]).T @ with_one
        information[1:, 1:] += strength * np.eye(len(weights))
        # a ridge far below the prior keeps what never varies invertible
        information += 1e-9 * np.eye(len(information))
        return cls(tuple(table.columns), mean, weights, intercept, np.linalg.inv(information))

    def tell(self, cases: pd.DataFrame) -> Told:
        """Probabilities for cases as `read_cases` gives them."""
        points = design(cases)[list(self.columns)].to_numpy() - self.mean
        odds = points @ self.weights + self.intercept
        with_one = np.column_stack([np.ones(len(points)), points])
        error = np.sqrt(np.einsum("nc,cd,nd->n", with_one, self.covariance, with_one))
        each = pd.DataFrame(points * self.weights, columns=list(self.columns), index=cases.index)
        grouped = each.T.groupby(lambda name: name.split(":")[0], sort=False).sum().T
        return Told(_sigmoid(odds), _sigmoid(odds - Z * error), _sigmoid(odds + Z * error), grouped)


@dataclass(frozen=True)
class Boosted:
    """Gradient boosted trees (LightGBM) over the same columns, and resampled ones for intervals.

    Attributes:
        boosters: the first learned from all cases, the others from resampled members.
    """

    boosters: tuple[object, ...]

    @classmethod
    def fit(
        cls, cases: pd.DataFrame, left: Floats, seed: int, threads: int, again: int = 0
    ) -> Self:
        """Fit it.

        Args:
            cases: as `read_cases` gives them.
            left: 0 or 1.
            seed: of resamples and columns.
            threads: that it may take.
            again: resamples of members for intervals.
        """
        import lightgbm

        table = design(cases)
        rng = np.random.default_rng(seed)
        keys, member = np.unique(cases["member_key"].to_numpy(), return_inverse=True)
        boosters = []
        for draw in range(again + 1):
            times = rng.multinomial(len(keys), np.full(len(keys), 1 / len(keys)))
            weight = times[member] if draw else np.ones(len(table))
            data = lightgbm.Dataset(table.to_numpy(), left, weight=weight)
            boosters.append(
                lightgbm.train(
                    {
                        "objective": "binary", "num_leaves": 4, "min_data_in_leaf": 100,
                        "learning_rate": 0.05, "lambda_l2": 5.0, "seed": seed, "verbose": -1,
                        "num_threads": threads, "deterministic": True,
                    },
                    data,
                    60,
                )
            )  # fmt: skip
        return cls(tuple(boosters))

    def tell(self, cases: pd.DataFrame) -> Told:
        """Probabilities for cases as `read_cases` gives them."""
        table = design(cases)
        every = np.array([booster.predict(table.to_numpy()) for booster in self.boosters])  # type: ignore[attr-defined]
        added = self.boosters[0].predict(table.to_numpy(), pred_contrib=True)[:, :-1]  # type: ignore[attr-defined]
        each = pd.DataFrame(added, columns=table.columns, index=cases.index)
        grouped = each.T.groupby(lambda name: name.split(":")[0], sort=False).sum().T
        spread = every[1:] if len(every) > 1 else every
        low, high = np.percentile(spread, [2.5, 97.5], axis=0)
        return Told(every[0], np.minimum(low, every[0]), np.maximum(high, every[0]), grouped)


@dataclass(frozen=True)
class Rates:
    """A rule: the share that left among those of the same class.

    Attributes:
        name: `base rate`, `tenure rule` or `recency rule`.
        edges: of the classes, ascending; none for the base rate.
        left: how many left, by class.
        count: how many were there, by class.
    """

    name: str
    edges: tuple[float, ...]
    left: Floats
    count: Floats

    @classmethod
    def fit(cls, name: str, cases: pd.DataFrame, left: Floats) -> Self:
        """Count who left; a class begins with five cases that left as often as all."""
        edges = {"tenure rule": _TENURES, "recency rule": _QUIET}.get(name, ())
        place = cls._classes(name, edges, cases)
        count = np.bincount(place, minlength=len(edges) + 1).astype(float)
        gone = np.bincount(place, left, len(edges) + 1)
        return cls(name, tuple(edges), gone + 5 * left.mean(), count + 5)

    def tell(self, cases: pd.DataFrame) -> Told:
        """Probabilities, with Wilson's interval of the share."""
        place = self._classes(self.name, self.edges, cases)
        share, count = (self.left / self.count)[place], self.count[place]
        middle = (share + Z**2 / (2 * count)) / (1 + Z**2 / count)
        reach = Z * np.sqrt(share * (1 - share) / count + Z**2 / (4 * count**2))
        reach /= 1 + Z**2 / count
        group = {"tenure rule": "tenure", "recency rule": "quiet"}.get(self.name)
        usual = float(self.left.sum() / self.count.sum())
        added = {group: _logit(share) - _logit(np.full_like(share, usual))} if group else {}
        contributions = pd.DataFrame(added, index=cases.index)
        return Told(
            share, np.maximum(middle - reach, 0), np.minimum(middle + reach, 1), contributions
        )

    @staticmethod
    def _classes(
        name: str, edges: tuple[float, ...] | tuple[int, ...], cases: pd.DataFrame
    ) -> NDArray[np.int64]:
        column = {"tenure rule": "tenure_months", "recency rule": "days_since_last_session"}
        if name not in column:
            return np.zeros(len(cases), dtype=np.int64)
        values = cases[column[name]].to_numpy(dtype=float, na_value=np.nan)
        return np.asarray(np.digitize(np.nan_to_num(values, nan=400.0), edges))


def _sigmoid(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)))


def _logit(share: Floats) -> Floats:
    kept = np.clip(share, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)))

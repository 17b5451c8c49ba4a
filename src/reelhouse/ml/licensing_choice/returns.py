"""What a dollar of fee returns: rules and models that learn from past deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

MONTH_DAYS = 365.25 / 12
NUMBERS = ("lag_months", "score", "log_fee", "log_term")
FLAGS = ("is_exclusive", "is_anime", "is_score_missing", "is_lag_missing")
KINDS = ("region", "rights_window", "licensor")
_MOST_STEPS = 300
_PRIORS = (1e-4, 1e6)
"""Precisions of weights between which the likeliest is looked for."""

FEATURES = (*NUMBERS, *FLAGS, *KINDS)
LEAST_OF_KIND = 4
"""Deals of a region, window or licensor from which on it is told apart from others."""


def features_of(deals: pd.DataFrame) -> pd.DataFrame:
    """What is known of deals or offers when they are signed.

    Args:
        deals: lag_days, score, fee_usd, term_days, is_exclusive, is_anime, region, rights_window
            and licensor, as `fact_licensing_deal` and `fact_licensing_offer` have them.

    Returns:
        `FEATURES`, one row each; numbers that are not known are NaN and flagged.
    """
    import pandas as pd

    lag = deals["lag_days"].astype(float) / MONTH_DAYS
    score = deals["score"].astype(float)
    rows = pd.DataFrame(
        {
            "lag_months": lag.clip(lower=0),
            "score": score,
            "log_fee": np.log(deals["fee_usd"].astype(float).clip(lower=1.0)),
            "log_term": np.log(deals["term_days"].astype(float).clip(lower=1.0)),
            "is_exclusive": deals["is_exclusive"].astype(float),
            "is_anime": deals["is_anime"].astype("boolean").fillna(False).astype(float),
            "is_score_missing": score.isna().astype(float),
            "is_lag_missing": lag.isna().astype(float),
        }
    )
    for kind in KINDS:
        rows[kind] = deals[kind].astype(object)
    return rows[list(FEATURES)].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class Joint:
    """What is expected of several deals at once, in logarithms of revenue per dollar of fee.

    Attributes:
        mean: of each.
        covariance: of what is not known about the rule itself; deals that are alike are wrong
            together.
        noise_variance: of what is a deal's own luck.
    """

    mean: Floats
    covariance: Floats
    noise_variance: float

    @property
    def variance(self) -> Floats:
        """Of each, both together."""
        return np.asarray(np.diag(self.covariance) + self.noise_variance)

    @property
    def expected_return(self) -> Floats:
        """Mean revenue per dollar of fee: that of a log-normal."""
        return np.asarray(np.exp(self.mean + self.variance / 2))

    def bounds(self, level: float) -> tuple[Floats, Floats]:
        """Central interval of revenue per dollar of fee."""
        from scipy.stats import norm

        reach = norm.ppf(0.5 + level / 2) * np.sqrt(self.variance)
        return np.exp(self.mean - reach), np.exp(self.mean + reach)

    def log_scores(self, log_returns: Floats) -> Floats:
        """Negative log density of what came true, in nats; lower is better.

        It judges how sure a prediction is along with its mean, and both decide on a choice.
        Formula: Gneiting and Raftery, JASA 102 (2007).
        """
        from scipy.stats import norm

        return np.asarray(-norm.logpdf(log_returns, self.mean, np.sqrt(self.variance)))

    def scenarios(self, draws: int, rng: np.random.Generator) -> Floats:
        """Revenue per dollar of fee in drawn worlds, draws by deals.

        Antithetic pairs, so that the mean of the draws is close to what is expected.
        """
        half = (draws + 1) // 2
        count = len(self.mean)
        root = _root(self.covariance)
        common = rng.standard_normal((half, count)) @ root.T
        own = rng.standard_normal((half, count)) * np.sqrt(self.noise_variance)
        both = np.concatenate([common + own, -(common + own)])[:draws]
        return np.asarray(np.exp(self.mean + both))


def _root(covariance: Floats) -> Floats:
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.asarray(vectors * np.sqrt(np.clip(values, 0, None)))


class ReturnRule(Protocol):
    """What tells the return of deals; it can be pickled."""

    name: str

    def learn(self, features: pd.DataFrame, log_returns: Floats) -> None:
        """Learn from past deals."""
        ...

    def joint(self, features: pd.DataFrame) -> Joint:
        """What is expected of deals."""
        ...


class MeanOfKind:
    """The naive rule: what deals of its kind returned so far.

    A kind is exclusive or not in a region; one with few deals is drawn to the mean of all.
    """

    def __init__(self, kinds: Sequence[str] = ("is_exclusive", "region")) -> None:
        self.name = "mean of its kind" if kinds else "mean of all"
        self.kinds = tuple(kinds)
        self.overall = 0.0
        self.overall_variance = 0.0
        self.noise_variance = 0.0
        self.means: dict[tuple[Any, ...], tuple[float, float]] = {}

    def learn(self, features: pd.DataFrame, log_returns: Floats) -> None:
        """Take means."""
        self.overall = float(log_returns.mean())
        groups = self._groups(features)
        within = []
        for kind in sorted(set(groups), key=str):
            own = log_returns[[each == kind for each in groups]]
            if len(own) >= LEAST_OF_KIND:
                self.means[kind] = (float(own.mean()), 1 / len(own))
                within.append(own - own.mean())
        rest = np.concatenate(within) if within else log_returns - self.overall
        freedom = max(1, len(rest) - len(within))
        self.noise_variance = float((rest**2).sum() / freedom)
        self.overall_variance = self.noise_variance / len(log_returns)

    def joint(self, features: pd.DataFrame) -> Joint:
        """The mean of each one's kind, else of all."""
        groups = self._groups(features)
        known = [self.means.get(kind) for kind in groups]
        mean = np.array([own[0] if own else self.overall for own in known])
        keys = [kind if own else None for kind, own in zip(groups, known, strict=True)]
        shares = [own[1] * self.noise_variance if own else self.overall_variance for own in known]
        covariance = np.array(
            [
                [shares[i] if keys[i] == keys[j] else 0.0 for j in range(len(keys))]
                for i in range(len(keys))
            ]
        ).reshape(len(keys), len(keys))
        return Joint(mean, covariance, self.noise_variance)

    def _groups(self, features: pd.DataFrame) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in features[list(self.kinds)].itertuples(index=False, name=None)]


class BayesianRegression:
    """Linear regression of the logarithm on all features at once, shrunk by what deals say.

    Regions, windows and licensors are drawn to none of them making a difference, each of the three
    by as much as the deals ask for and apart from the other features: what a licensor of five
    deals seems to add is mostly luck, what exclusivity adds is not.

    Formula: evidence maximisation, MacKay, Bayesian Interpolation, Neural Computation 4 (1992),
    with a prior variance for each group of features.
    """

    name = "Bayesian regression"

    def __init__(self) -> None:
        self.centre: pd.Series | None = None
        self.scale: pd.Series | None = None
        self.kinds: dict[str, tuple[Any, ...]] = {}
        self.mean = 0.0
        self.coefficients: Floats = np.empty(0)
        self.covariance: Floats = np.empty((0, 0))
        self.noise_variance = 0.0
        self.count = 0

    def learn(self, features: pd.DataFrame, log_returns: Floats) -> None:
        """Weigh the features."""
        self.kinds = {
            kind: tuple(
                value for value, count in sorted(features[kind].value_counts().items(), key=str)
                if count >= LEAST_OF_KIND
            )
            for kind in KINDS
        }  # fmt: skip
        plain = self._plain(features)
        self.centre, spread = plain.mean().fillna(0.0), plain.std(ddof=0).fillna(0.0)
        self.scale = spread.where(spread > 1e-9, np.inf)
        self.count, self.mean = len(log_returns), float(log_returns.mean())
        groups = [0] * len(NUMBERS + FLAGS)
        for number, values in enumerate(self.kinds.values(), 1):
            groups += [number] * len(values)
        self._maximise(self._design(features), log_returns - self.mean, np.array(groups))

    def _maximise(self, design: Floats, outcome: Floats, groups: NDArray[np.int64]) -> None:
        """Find weights, and the variances that make the outcome likeliest."""
        count = len(design)
        square, product = design.T @ design, design.T @ outcome
        priors: Floats = np.ones(len(KINDS) + 1)
        precision = 1 / max(float(outcome.var()), 1e-6)
        for _ in range(_MOST_STEPS):
            covariance = np.linalg.inv(np.diag(priors[groups]) + precision * square)
            weights = precision * covariance @ product
            known = 1 - priors[groups] * np.diag(covariance)
            before = priors
            sizes = np.bincount(groups, weights**2, minlength=len(priors))
            found = np.bincount(groups, known, minlength=len(priors)) / np.maximum(sizes, 1e-10)
            priors = np.asarray(np.clip(found, *_PRIORS), float)
            left = max(float(((outcome - design @ weights) ** 2).sum()), 1e-9)
            precision = max(count - 1 - float(known.sum()), 1.0) / left
            if np.allclose(priors, before, rtol=1e-4):
                break
        self.coefficients = np.asarray(weights, float)
        self.covariance = np.asarray(covariance, float)
        self.noise_variance = float(1 / precision)

    def joint(self, features: pd.DataFrame) -> Joint:
        """The posterior of what is expected."""
        design = self._design(features)
        covariance = design @ self.covariance @ design.T + self.noise_variance / self.count
        return Joint(design @ self.coefficients + self.mean, covariance, self.noise_variance)

    @property
    def weights(self) -> dict[str, float]:
        """Change of the logarithm for one unit of each feature."""
        if self.scale is None:
            return {}
        return dict(zip(self.scale.index, self.coefficients / self.scale, strict=True))

    def _plain(self, features: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        plain = features[[*NUMBERS, *FLAGS]].astype(float)
        parts = {
            f"{kind}={value}": (features[kind] == value).astype(float)
            for kind, values in self.kinds.items()
            for value in values
        }
        return pd.concat([plain, pd.DataFrame(parts, index=plain.index)], axis=1)

    def _design(self, features: pd.DataFrame) -> Floats:
        """Standardised; a number that is missing is the mean, and its flag says so."""
        if self.centre is None or self.scale is None:
            raise ValueError("nothing was learned yet")
        plain = self._plain(features)
        return np.asarray(((plain - self.centre) / self.scale).fillna(0.0).to_numpy(float))


class Forest:
    """Random forest of the logarithm; sure of nothing but its own noise."""

    name = "random forest"

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.model: Any = None
        self.regression = BayesianRegression()
        self.noise_variance = 0.0

    def learn(self, features: pd.DataFrame, log_returns: Floats) -> None:
        """Grow trees; what they miss out of their bags is noise."""
        from sklearn.ensemble import RandomForestRegressor

        self.regression.learn(features, log_returns)
        self.model = RandomForestRegressor(
            200, min_samples_leaf=4, oob_score=True, random_state=self.seed, n_jobs=1
        )
        self.model.fit(self.regression._design(features), log_returns)
        self.noise_variance = float(np.mean((self.model.oob_prediction_ - log_returns) ** 2))

    def joint(self, features: pd.DataFrame) -> Joint:
        """The mean of all trees."""
        mean = np.asarray(self.model.predict(self.regression._design(features)), float)
        return Joint(mean, np.zeros((len(mean), len(mean))), self.noise_variance)


def rules(seed: int) -> list[ReturnRule]:
    """All that compete, the naive ones first."""
    return [MeanOfKind(()), MeanOfKind(), BayesianRegression(), Forest(seed)]


NAIVE = ("mean of all", "mean of its kind")

"""The models that compete: each learns scores from a matrix and says what makes them up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml import contributions

Floats = NDArray[np.float64]
Parameters = Mapping[str, Any]


@dataclass(slots=True)
class Boosted:
    """LightGBM."""

    name: ClassVar[str] = "LightGBM"
    grid: ClassVar[tuple[Parameters, ...]] = (
        {"num_leaves": 7, "n_estimators": 120, "learning_rate": 0.05},
        {"num_leaves": 15, "n_estimators": 250, "learning_rate": 0.03},
    )
    model: Any = None

    def fit(
        self, matrix: Floats, hits: Floats, parameters: Parameters, *, seed: int, threads: int
    ) -> None:
        """Learn."""
        import lightgbm

        self.model = lightgbm.LGBMClassifier(
            **parameters,
            min_child_samples=max(10, min(40, len(hits) // 50)),
            subsample=0.8,
            subsample_freq=1,
            colsample_bytree=0.6,
            reg_lambda=5.0,
            random_state=seed,
            n_jobs=threads,
            deterministic=True,
            force_row_wise=True,
            verbose=-1,
        ).fit(matrix, hits)

    def scores(self, matrix: Floats) -> Floats:
        """Scores, 0 to 1."""
        return np.asarray(_quiet(self.model, matrix))

    def contributions(self, matrix: Floats) -> Floats:
        """What each column adds to the log odds of the score."""
        return contributions.of_lightgbm(self.model.booster_, matrix)


@dataclass(slots=True)
class Extreme:
    """XGBoost."""

    name: ClassVar[str] = "XGBoost"
    grid: ClassVar[tuple[Parameters, ...]] = (
        {"max_depth": 3, "n_estimators": 150, "learning_rate": 0.05},
        {"max_depth": 5, "n_estimators": 200, "learning_rate": 0.04},
    )
    model: Any = None

    def fit(
        self, matrix: Floats, hits: Floats, parameters: Parameters, *, seed: int, threads: int
    ) -> None:
        """Learn."""
        import xgboost

        self.model = xgboost.XGBClassifier(
            **parameters,
            tree_method="hist",
            min_child_weight=5,
            subsample=0.8,
            colsample_bytree=0.6,
            reg_lambda=5.0,
            random_state=seed,
            n_jobs=threads,
            verbosity=0,
        ).fit(matrix, hits)

    def scores(self, matrix: Floats) -> Floats:
        """Scores, 0 to 1."""
        return np.asarray(self.model.predict_proba(matrix)[:, 1], dtype=np.float64)

    def contributions(self, matrix: Floats) -> Floats:
        """What each column adds to the log odds of the score."""
        return contributions.of_xgboost(self.model, matrix)


@dataclass(slots=True)
class Forest:
    """Random forest of scikit-learn."""

    name: ClassVar[str] = "random forest"
    grid: ClassVar[tuple[Parameters, ...]] = (
        {"min_samples_leaf": 5, "max_features": "sqrt"},
        {"min_samples_leaf": 20, "max_features": 0.3},
    )
    model: Any = None

    def fit(
        self, matrix: Floats, hits: Floats, parameters: Parameters, *, seed: int, threads: int
    ) -> None:
        """Learn."""
        from sklearn.ensemble import RandomForestClassifier

        self.model = RandomForestClassifier(
            n_estimators=120, max_samples=min(1.0, 8_000 / len(hits)), **parameters,
            random_state=seed, n_jobs=threads,
        ).fit(matrix, hits)  # fmt: skip

    def scores(self, matrix: Floats) -> Floats:
        """Scores, 0 to 1."""
        return np.asarray(self.model.predict_proba(matrix)[:, 1])

    def contributions(self, matrix: Floats) -> Floats:
        """What each column adds to the log odds of the score, at the slope that they have there."""
        parts = contributions.of_forest(self.model, matrix)
        scores = np.clip(self.scores(matrix), 0.02, 0.98)
        return np.asarray(parts / (scores * (1 - scores))[:, None])


@dataclass(slots=True)
class Logistic:
    """Logistic regression with a penalty on the squares of its weights."""

    name: ClassVar[str] = "logistic regression"
    grid: ClassVar[tuple[Parameters, ...]] = ({"C": 0.01}, {"C": 0.1}, {"C": 1.0})
    model: Any = None

    def fit(
        self, matrix: Floats, hits: Floats, parameters: Parameters, *, seed: int, threads: int
    ) -> None:
        """Learn; what is unknown stands at the mean."""
        from sklearn.impute import SimpleImputer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        self.model = make_pipeline(
            SimpleImputer(keep_empty_features=True),
            StandardScaler(),
            LogisticRegression(**parameters, max_iter=500, random_state=seed),
        ).fit(matrix, hits)

    def scores(self, matrix: Floats) -> Floats:
        """Scores, 0 to 1."""
        return np.asarray(self.model.predict_proba(matrix)[:, 1])

    def contributions(self, matrix: Floats) -> Floats:
        """What each column adds to the log odds of the score."""
        standardised = self.model[:-1].transform(matrix)
        return contributions.of_linear(self.model[-1].coef_[0], standardised)


@dataclass(slots=True)
class Blend:
    """The mean of the log odds of all others: their errors differ, and a mean has less of them."""

    name: ClassVar[str] = "mean of all models"
    parts: tuple[Learner, ...] = ()

    def scores(self, matrix: Floats) -> Floats:
        """Scores, 0 to 1."""
        odds = [_odds(part.scores(matrix)) for part in self.parts]
        return np.asarray(1 / (1 + np.exp(-np.mean(odds, axis=0))))

    def contributions(self, matrix: Floats) -> Floats:
        """What each column adds to the log odds of the score."""
        return np.asarray(np.mean([part.contributions(matrix) for part in self.parts], axis=0))


Learner = Boosted | Extreme | Forest | Logistic
LEARNERS: tuple[type[Learner], ...] = (Boosted, Extreme, Forest, Logistic)


def _odds(scores: Floats) -> Floats:
    kept = np.clip(scores, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(kept / (1 - kept)))


def _quiet(model: Any, matrix: Floats) -> Floats:
    """Scores of LightGBM without the wrapper's remark that columns have no names."""
    return np.asarray(model.booster_.predict(matrix))

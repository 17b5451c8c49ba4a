"""Models of an amount in logarithms that compete; more budget never makes one forecast less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.encoding import IMPUTED
from reelhouse.ml.hits.naive import past_of_people

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Parameters = Mapping[str, Any]
_LEAST = 15


@dataclass(slots=True)
class Boosted:
    """LightGBM on Huber's errors."""

    name: ClassVar[str] = "LightGBM"
    grid: ClassVar[tuple[Parameters, ...]] = (
        {"num_leaves": 7, "n_estimators": 150, "learning_rate": 0.06},
        {"num_leaves": 15, "n_estimators": 300, "learning_rate": 0.04},
    )
    model: Any = None

    def fit(
        self, matrix: Floats, amounts: Floats, rising: list[int], parameters: Parameters, *,
        seed: int, threads: int,
    ) -> None:  # fmt: skip
        """Learn."""
        import lightgbm

        self.model = lightgbm.LGBMRegressor(
            **parameters,
            objective="huber",
            monotone_constraints=rising,
            min_child_samples=max(10, min(40, len(amounts) // 50)),
            subsample=0.8,
            subsample_freq=1,
            colsample_bytree=0.7,
            reg_lambda=3.0,
            random_state=seed,
            n_jobs=threads,
            deterministic=True,
            force_row_wise=True,
            verbose=-1,
        ).fit(matrix, amounts)

    def forecast(self, matrix: Floats) -> Floats:
        """Middles, in logarithms."""
        return np.asarray(self.model.booster_.predict(matrix))


@dataclass(slots=True)
class Extreme:
    """XGBoost on Huber's errors."""

    name: ClassVar[str] = "XGBoost"
    grid: ClassVar[tuple[Parameters, ...]] = (
        {"max_depth": 3, "n_estimators": 200, "learning_rate": 0.05},
        {"max_depth": 5, "n_estimators": 200, "learning_rate": 0.04},
    )
    model: Any = None

    def fit(
        self, matrix: Floats, amounts: Floats, rising: list[int], parameters: Parameters, *,
        seed: int, threads: int,
    ) -> None:  # fmt: skip
        """Learn."""
        import xgboost

        self.model = xgboost.XGBRegressor(
            **parameters,
            objective="reg:pseudohubererror",
            base_score=float(np.median(amounts)),
            tree_method="hist",
            monotone_constraints=tuple(rising),
            min_child_weight=5,
            subsample=0.8,
            colsample_bytree=0.7,
            reg_lambda=3.0,
            random_state=seed,
            n_jobs=threads,
            verbosity=0,
        ).fit(matrix, amounts)

    def forecast(self, matrix: Floats) -> Floats:
        """Middles, in logarithms."""
        return np.asarray(self.model.predict(matrix), dtype=np.float64)


@dataclass(slots=True)
class Forest:
    """Random forest of scikit-learn; what is unknown stands at the mean."""

    name: ClassVar[str] = "random forest"
    grid: ClassVar[tuple[Parameters, ...]] = (
        {"min_samples_leaf": 5, "max_features": 0.3},
        {"min_samples_leaf": 15, "max_features": 0.5},
    )
    model: Any = None

    def fit(
        self, matrix: Floats, amounts: Floats, rising: list[int], parameters: Parameters, *,
        seed: int, threads: int,
    ) -> None:  # fmt: skip
        """Learn."""
        from sklearn.ensemble import RandomForestRegressor
        from sklearn.impute import SimpleImputer
        from sklearn.pipeline import make_pipeline

        self.model = make_pipeline(
            SimpleImputer(keep_empty_features=True),
            RandomForestRegressor(
                n_estimators=80, max_samples=min(1.0, 6_000 / len(amounts)),
                monotonic_cst=rising, **parameters, random_state=seed, n_jobs=threads,
            ),
        ).fit(matrix, amounts)  # fmt: skip

    def forecast(self, matrix: Floats) -> Floats:
        """Means, in logarithms."""
        return np.asarray(self.model.predict(matrix))


@dataclass(slots=True)
class Linear:
    """Ridge regression; a budget that would lower the amount counts for nothing."""

    name: ClassVar[str] = "ridge regression"
    grid: ClassVar[tuple[Parameters, ...]] = ({"alpha": 10.0}, {"alpha": 100.0})
    model: Any = None

    def fit(
        self, matrix: Floats, amounts: Floats, rising: list[int], parameters: Parameters, *,
        seed: int, threads: int,
    ) -> None:  # fmt: skip
        """Learn; what is unknown stands at the mean."""
        from sklearn.impute import SimpleImputer
        from sklearn.linear_model import Ridge
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        self.model = make_pipeline(
            SimpleImputer(keep_empty_features=True), StandardScaler(), Ridge(**parameters)
        ).fit(matrix, amounts)
        weights = self.model[-1].coef_
        weights[(np.array(rising) > 0) & (weights < 0)] = 0.0

    def forecast(self, matrix: Floats) -> Floats:
        """Means, in logarithms."""
        return np.asarray(self.model.predict(matrix))


Learner = Boosted | Extreme | Forest | Linear
LEARNERS: tuple[type[Learner], ...] = (Boosted, Extreme, Forest, Linear)


@dataclass(slots=True)
class Blend:
    """The mean of all models: their errors differ, and a mean has less of them."""

    name: ClassVar[str] = "mean of all models"
    parts: tuple[Learner, ...] = ()

    def fit(
        self, matrix: Floats, amounts: Floats, rising: list[int],
        parameters: Mapping[str, Parameters], *, seed: int, threads: int,
    ) -> None:  # fmt: skip
        """Learn all of them, each with its own parameters."""
        parts = tuple(learner() for learner in LEARNERS)
        for part in parts:
            part.fit(matrix, amounts, rising, parameters[part.name], seed=seed, threads=threads)
        self.parts = parts

    def forecast(self, matrix: Floats) -> Floats:
        """Middles, in logarithms."""
        return np.asarray(np.mean([part.forecast(matrix) for part in self.parts], axis=0))


@dataclass(slots=True)
class MedianOfGenre:
    """The median of titles of the kind and of the first genre."""

    name: ClassVar[str] = "median by kind and genre"
    median: float = 0.0
    medians: dict[str, float] | None = None

    def fit(self, frame: pd.DataFrame, amounts: Floats) -> None:
        """Take medians; of a genre with few titles that of the kind stands."""
        self.median, self.medians = float(np.median(amounts)), {}
        for groups in (frame["content_kind"], _group(frame)):
            names = groups.to_numpy(str)
            for name in sorted(set(names)):
                if (names == name).sum() >= _LEAST:
                    self.medians[str(name)] = float(np.median(amounts[names == name]))

    def forecast(self, frame: pd.DataFrame) -> Floats:
        """The median of each title's group."""
        known = self.medians or {}
        kinds = frame["content_kind"].to_numpy(str)
        return np.array(
            [
                known.get(group, known.get(kind, self.median))
                for group, kind in zip(_group(frame).to_numpy(str), kinds, strict=True)
            ]
        )


@dataclass(slots=True)
class MultipleOfBudget:
    """The median multiple of the budget; without a budget the median of the genre."""

    name: ClassVar[str] = "multiple of the budget"
    multiple: float = np.nan
    other: MedianOfGenre | None = None

    def fit(self, frame: pd.DataFrame, amounts: Floats) -> None:
        """Take the median multiple."""
        budgets = _log_budget(frame)
        known = np.isfinite(budgets)
        if known.sum() >= _LEAST:
            self.multiple = float(np.median((amounts - budgets)[known]))
        self.other = MedianOfGenre()
        self.other.fit(frame, amounts)

    def forecast(self, frame: pd.DataFrame) -> Floats:
        """Budget times the multiple."""
        assert self.other is not None
        told = _log_budget(frame) + self.multiple
        return np.where(np.isfinite(told), told, self.other.forecast(frame))


@dataclass(slots=True)
class PastOfPeople:
    """As much as titles whose people had such a past."""

    name: ClassVar[str] = "past mean of director and cast"
    other: MedianOfGenre | None = None
    weights: tuple[float, float] | None = None

    def fit(self, frame: pd.DataFrame, amounts: Floats) -> None:
        """Learn a line through the mean place of people's earlier titles."""
        self.other = MedianOfGenre()
        self.other.fit(frame, amounts)
        past = past_of_people(frame)
        known = np.isfinite(past)
        if known.sum() >= _LEAST and np.ptp(past[known]) > 0:
            slope, level = np.polyfit(past[known], amounts[known], 1)
            self.weights = (float(slope), float(level))

    def forecast(self, frame: pd.DataFrame) -> Floats:
        """The line; without a past the median of the genre."""
        assert self.other is not None
        rest = self.other.forecast(frame)
        if self.weights is None:
            return rest
        past = past_of_people(frame)
        return np.where(np.isfinite(past), self.weights[0] * past + self.weights[1], rest)


Rule = MedianOfGenre | MultipleOfBudget | PastOfPeople


def _group(frame: pd.DataFrame) -> pd.Series:
    first = frame["genres"].astype("string").str.split(",").str[0].fillna("")
    return frame["content_kind"].astype(str) + " " + first.astype(str)


def _log_budget(frame: pd.DataFrame) -> Floats:
    import pandas as pd

    if IMPUTED not in frame.columns:
        return np.full(len(frame), np.nan)
    budgets = pd.to_numeric(frame[IMPUTED], errors="coerce").astype("float64").to_numpy(copy=True)
    return np.asarray(np.log(np.where(budgets > 0, budgets, np.nan)))

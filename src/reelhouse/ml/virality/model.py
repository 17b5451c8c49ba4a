"""What tells that a video is taking off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reelhouse.ml.virality.curves import UsualFall
from reelhouse.ml.virality.takeoff import FEATURES, judge_looks

Floats = NDArray[np.float64]


class Scores(Protocol):
    """What gives each suspect look a probability of taking off."""

    def probability(self, looks: pd.DataFrame) -> Floats:
        """0 to 1, one a look as `judge_looks` gives them."""
        ...


@dataclass(frozen=True)
class Rule:
    """How many times the speed before, or the usual one, by which looks are put in order.

    A look counts as likely as those that lay as high were right: shares by tenths of the score,
    never falling.

    Attributes:
        column: `surge`, or `doubling` for speed against the look before.
        edges: of the score, ascending.
        shares: that took off, one more than edges.
    """

    column: str
    edges: Floats
    shares: Floats

    @classmethod
    def fit(cls, column: str, looks: pd.DataFrame, took_off: Floats) -> Self:
        """Count who took off."""
        from sklearn.isotonic import IsotonicRegression

        score = score_of(column, looks)
        edges = np.unique(np.quantile(score, np.linspace(0.1, 0.9, 9)))
        place = np.digitize(score, edges)
        count = np.bincount(place, minlength=len(edges) + 1) + 1.0
        share = (np.bincount(place, took_off, len(edges) + 1) + took_off.mean()) / count
        places = np.arange(len(share))
        rising = IsotonicRegression().fit(places, share, count).predict(places)
        return cls(column, edges, np.asarray(rising))

    def probability(self, looks: pd.DataFrame) -> Floats:
        """0 to 1, one a look; ties of a tenth are put in order by the score."""
        score = score_of(self.column, looks)
        share = self.shares[np.digitize(score, self.edges)]
        return np.clip(share + 1e-6 * np.tanh(score / 10), 0, 1)


@dataclass(frozen=True)
class Learned:
    """A classifier of scikit-learn or LightGBM over `FEATURES`."""

    classifier: object

    @classmethod
    def logistic(cls, looks: pd.DataFrame, took_off: Floats) -> Self:
        """Logistic regression on standardised features."""
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        made = make_pipeline(StandardScaler(), LogisticRegression(C=0.5, max_iter=1_000))
        return cls(made.fit(features_of(looks), took_off))

    @classmethod
    def boosted(cls, looks: pd.DataFrame, took_off: Floats, seed: int, threads: int) -> Self:
        """Gradient boosted trees."""
        from lightgbm import LGBMClassifier

        made = LGBMClassifier(
            n_estimators=60, num_leaves=6, min_child_samples=10, learning_rate=0.1,
            reg_lambda=5.0, random_state=seed, n_jobs=threads, deterministic=True, verbose=-1,
        )  # fmt: skip
        return cls(made.fit(features_of(looks), took_off))

    def probability(self, looks: pd.DataFrame) -> Floats:
        """0 to 1, one a look."""
        if looks.empty:
            return np.zeros(0)
        return np.asarray(self.classifier.predict_proba(features_of(looks))[:, 1])  # type: ignore[attr-defined]


def features_of(looks: pd.DataFrame) -> Floats:
    """`FEATURES` as numbers, looks by features."""
    return looks[list(FEATURES)].to_numpy(float)


def score_of(column: str, looks: pd.DataFrame) -> Floats:
    """What a rule puts looks in order by."""
    if column == "doubling":
        return np.asarray(looks["surge"].to_numpy(float) - looks["surge_before"].to_numpy(float))
    return np.asarray(looks[column].to_numpy(float))


@dataclass(frozen=True)
class Virality:
    """Flags videos that take off.

    Attributes:
        usual: how views fall with age.
        scores: gives suspect looks a probability.
        threshold: probability from which on a look is flagged.
        noise: standard deviation of the surge of looks that were nothing, for its interval.
    """

    usual: UsualFall
    scores: Scores
    threshold: float
    noise: float

    def judge(self, looks: pd.DataFrame) -> pd.DataFrame:
        """What each look says.

        Args:
            looks: of videos, as `intervals` takes them.

        Returns:
            What `judge_looks` gives, with `probability` (0 where nothing is suspect, null without a
            past), `times_low` and `times_high` (95 % interval of `times_usual`), `is_flagged`.
        """
        told, _ = judge_looks(looks, self.usual)
        probability = np.where(told["has_past"], 0.0, np.nan)
        suspect = told["is_suspect"].to_numpy(bool)
        probability[suspect] = self.scores.probability(told[suspect])
        told["probability"] = probability
        told["times_low"] = told["times_usual"] * np.exp(-1.96 * self.noise)
        told["times_high"] = told["times_usual"] * np.exp(1.96 * self.noise)
        told["is_flagged"] = suspect & (np.nan_to_num(probability) >= self.threshold)
        return told

"""The model of hits as the command line, the build and dashboards use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.calibration import Calibrator, shifted
from reelhouse.ml.encoding import Encoder
from reelhouse.ml.hits.candidates import Blend, Learner
from reelhouse.ml.hits.naive import BaseRate, Rule
from reelhouse.ml.hits.reasons import TOPICS, by_topic, reason
from reelhouse.ml.neighbours import Neighbours
from reelhouse.ml.releases import SPECS

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
_KEPT = (
    "title_key", "primary_title", "release_year", "content_kind", "is_hit", "votes_rank_rate",
    "gross_usd",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scorer:
    """A learner with its encoder, or a rule without one."""

    encoder: Encoder | None
    inner: Learner | Blend | Rule

    def scores(self, frame: pd.DataFrame) -> Floats:
        """Scores, 0 to 1, before calibration."""
        inner: Any = self.inner
        return np.asarray(inner.scores(self.encoder.transform(frame) if self.encoder else frame))

    def contributions(self, frame: pd.DataFrame) -> Floats:
        """What each feature adds to the log odds of a title, in the order of `SPECS`."""
        found = np.zeros((len(frame), len(SPECS)))
        if self.encoder is None:
            return found
        inner: Any = self.inner
        parts = inner.contributions(self.encoder.transform(frame))
        for column, place in enumerate(self.encoder.feature_of):
            found[:, place] += parts[:, column]
        return found


@dataclass(frozen=True, slots=True)
class HitModel:
    """What answers.

    Attributes:
        champion: name of the candidate.
        scorer: that gives scores.
        calibrator: that makes them probabilities.
        offset: of the log odds, which levels the newest settled year's titles on the share of hits.
        encoder: of all features, whatever the champion looks at.
        base: how often titles of a kind are hits.
        past: settled titles, to find similar ones among.
        neighbours: where these stand.
        about: which titles the model is about, in words.
        usual: the middle of each number over settled titles, by feature.
    """

    champion: str
    scorer: Scorer
    calibrator: Calibrator
    offset: float
    encoder: Encoder
    base: BaseRate
    past: pd.DataFrame
    neighbours: Neighbours
    about: str
    usual: dict[str, float]

    @classmethod
    def of(
        cls, champion: str, scorer: Scorer, calibrator: Calibrator, offset: float,
        encoder: Encoder, base: BaseRate, frame: pd.DataFrame, about: str,
    ) -> HitModel:  # fmt: skip
        """Put a model together from its parts and the settled titles."""
        import pandas as pd

        past = frame.reindex(columns=list(_KEPT)).reset_index(drop=True)
        matrix = encoder.transform(frame)
        weights = np.ones(matrix.shape[1])
        if scorer.encoder is not None:
            sample = frame.sample(min(len(frame), 1000), random_state=0)
            by_feature = np.abs(scorer.contributions(sample)).mean(axis=0)
            weights = by_feature[np.array(encoder.feature_of, dtype=int)]
        numbers = {
            spec.name: float(pd.to_numeric(frame[spec.name], errors="coerce").median())
            for spec in SPECS
            if spec.form in {"number", "log"} and spec.name in frame.columns
            and pd.to_numeric(frame[spec.name], errors="coerce").notna().any()
        }  # fmt: skip
        neighbours = Neighbours.of(matrix, weights)
        return cls(
            champion, scorer, calibrator, offset, encoder, base, past, neighbours, about, numbers
        )

    @property
    def is_naive(self) -> bool:
        """Whether a rule answers, as no model beat it."""
        return self.scorer.encoder is None

    def predict(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The probability of a hit with its interval.

        Args:
            frame: titles with the columns of `feature_title_release`; one that is missing counts
                as unknown.

        Returns:
            `probability`, `probability_low`, `probability_high` and `base_rate`, all 0 to 1, a row
            a title.
        """
        import pandas as pd

        scores = self.scorer.scores(frame)
        low, high = self.calibrator.interval(scores)
        return pd.DataFrame(
            {
                "probability": shifted(self.calibrator.predict(scores), self.offset),
                "probability_low": shifted(low, self.offset),
                "probability_high": shifted(high, self.offset),
                "base_rate": self.base.scores(frame),
            },
            index=frame.index,
        )

    def reasons(self, frame: pd.DataFrame, most: int = 5) -> pd.DataFrame:
        """What moves each title's probability most.

        Args:
            frame: titles.
            most: reasons a title.

        Returns:
            `row` (place in the frame), `reason_number`, `feature`, `says` and `effect_points`: the
            probability less what it would be without the feature, in points of 100. All figures of
            the past of one kind of makers count together. Empty where a rule answers.
        """
        import pandas as pd

        columns = ["row", "reason_number", "feature", "says", "effect_points"]
        if self.is_naive or frame.empty:
            return pd.DataFrame(columns=columns)
        parts = by_topic(self.scorer.contributions(frame))
        scores = np.clip(self.scorer.scores(frame), 1e-6, 1 - 1e-6)
        odds = np.log(scores / (1 - scores))
        told = shifted(self.calibrator.predict(scores), self.offset)
        order = np.argsort(-np.abs(parts), axis=1)[:, :most]
        rows = []
        for number in range(order.shape[1]):
            chosen = order[:, number]
            each = parts[np.arange(len(frame)), chosen]
            without = shifted(
                self.calibrator.predict(1 / (1 + np.exp(-(odds - each)))), self.offset
            )
            rows.append((number + 1, chosen, each, 100 * (told - without)))
        records = [
            {
                "row": row,
                "reason_number": number,
                "feature": TOPICS[chosen[row]],
                "says": reason(TOPICS[chosen[row]], frame.iloc[row], each[row] > 0, self.usual),
                "effect_points": points[row],
            }
            for row in range(len(frame))
            for number, chosen, each, points in rows
            if each[row] != 0
        ]
        return pd.DataFrame(records, columns=columns)

    def comparables(self, frame: pd.DataFrame, most: int = 5) -> pd.DataFrame:
        """The most similar settled titles, and how they did.

        Returns:
            `row`, `comparable_number`, `similarity` (0 to 1, 1 for the same features) and the
            columns of `past`; a title is not similar to itself.
        """
        import pandas as pd

        keys = frame["title_key"].to_numpy() if "title_key" in frame.columns else None
        places, similar = self.neighbours.nearest(self.encoder.transform(frame), most + 1)
        rows = []
        for row in range(len(frame)):
            others = [
                (int(place), float(near))
                for place, near in zip(places[row], similar[row], strict=True)
                if keys is None or self.past["title_key"].iloc[place] != keys[row]
            ]
            for number, (place, near) in enumerate(others[:most], 1):
                known = self.past.iloc[place].to_dict()
                rows.append({"row": row, "comparable_number": number, "similarity": near, **known})
        return pd.DataFrame(
            rows, columns=["row", "comparable_number", "similarity", *self.past.columns]
        )

    def flags(self, frame: pd.DataFrame) -> list[str]:
        """What makes an answer weaker, a text a title; empty where nothing does."""
        return [self._flags(frame.iloc[row]) for row in range(len(frame))]

    def _flags(self, title: pd.Series) -> str:
        found = [f"{word} was not learned" for word in self.encoder.unseen(title)]
        if not any(_count(title, f"{who}_count") for who in ("director", "writer", "cast")):
            found.append("no people are known")
        elif not any(
            _count(title, f"{who}_past_title_count") for who in ("director", "writer", "cast")
        ):
            found.append("the people have no earlier titles")
        if self.encoder.imputation is not None and _count(title, "budget_usd") == 0:
            found.append("the budget is unknown and taken as that of similar titles")
        if self.is_naive:
            found.append("no model beat the naive rule, which answers")
        return "; ".join(found)


def _count(title: pd.Series, name: str) -> float:
    value = title.get(name)
    return float(value) if value is not None and value == value else 0.0

"""The rules that a model of hits has to beat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
PEOPLE = ("director", "cast", "writer")
_LEAST = 20


@dataclass(slots=True)
class BaseRate:
    """As often as titles of the kind were hits so far."""

    name: ClassVar[str] = "base rate"
    rate: float = 0.25
    rates: dict[str, float] | None = None

    def fit(self, frame: pd.DataFrame, hits: Floats) -> None:
        """Count."""
        self.rate = float(hits.mean())
        kinds = frame["content_kind"].to_numpy()
        self.rates = {
            str(kind): float(hits[kinds == kind].mean())
            for kind in set(kinds)
            if (kinds == kind).sum() >= _LEAST
        }

    def scores(self, frame: pd.DataFrame) -> Floats:
        """The rate of each title's kind."""
        rates = self.rates or {}
        return np.array([rates.get(str(kind), self.rate) for kind in frame["content_kind"]])


@dataclass(slots=True)
class PastOfPeople:
    """As well as earlier titles of the director and the cast did.

    Where sources do not name a cast, writers stand in for it. Titles without people who have a past
    are as often hits as such titles were.
    """

    name: ClassVar[str] = "past mean of director and cast"
    without: float = 0.25
    marks: Floats | None = None
    rates: Floats | None = None

    def fit(self, frame: pd.DataFrame, hits: Floats) -> None:
        """Learn how often titles were hits, by the mean place of the people's earlier titles."""
        from sklearn.isotonic import IsotonicRegression

        past = past_of_people(frame)
        known = np.isfinite(past)
        rate = float(hits.mean())
        self.without = float(hits[~known].mean()) if (~known).sum() >= _LEAST else rate
        if known.sum() >= _LEAST:
            fitted = IsotonicRegression(out_of_bounds="clip").fit(past[known], hits[known])
            self.marks, self.rates = fitted.X_thresholds_, fitted.y_thresholds_

    def scores(self, frame: pd.DataFrame) -> Floats:
        """How often titles with people of such a past were hits."""
        past = past_of_people(frame)
        if self.marks is None or self.rates is None:
            return np.full(len(frame), self.without)
        told = np.interp(past, self.marks, self.rates)
        return np.where(np.isfinite(past), told, self.without)


def past_of_people(frame: pd.DataFrame) -> Floats:
    """Mean place by votes of earlier titles, of director and cast alike; NaN without any."""
    columns = [f"{maker}_past_votes_rank_rate" for maker in PEOPLE]
    known = frame.reindex(columns=columns).astype("float64")
    if known["cast_past_votes_rank_rate"].notna().any():
        known = known.drop(columns="writer_past_votes_rank_rate")
    return np.asarray(known.mean(axis=1).to_numpy(float))


Rule = BaseRate | PastOfPeople
RULES: tuple[type[Rule], ...] = (BaseRate, PastOfPeople)

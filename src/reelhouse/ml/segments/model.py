"""What the build predicts segments with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from reelhouse.ml.segments.behaviour import Behaviour
from reelhouse.ml.segments.grouping import Groups

NOTHING_SEEN = "nothing watched in twelve months"


@dataclass(frozen=True)
class Segmentation:
    """Segments of members by behaviour, or the rule by minutes where that says more.

    Attributes:
        behaviour: how members are measured.
        groups: the segments; None where the rule answers.
        edges: hours a month between the groups of the rule, ascending.
        names: of the segments, in order.
    """

    behaviour: Behaviour
    groups: Groups | None
    edges: tuple[float, ...]
    names: tuple[str, ...]

    def assign(self, months: pd.DataFrame) -> pd.DataFrame:
        """The segment of members.

        Args:
            months: rows of `feature_member_month`, one a member.

        Returns:
            `segment_number` (from 1; null where nothing was watched), `segment_name`,
            `probability` (of belonging there and nowhere else; null for the rule), and
            `fallback_reason`, with the index of `months`.
        """
        seen = (months["session_count_12m"] > 0).to_numpy()
        number = np.full(len(months), np.nan)
        probability = np.full(len(months), np.nan)
        told = months[seen]
        if len(told) and self.groups:
            each = self.groups.probabilities(self.behaviour.scaled(told))
            number[seen] = each.argmax(axis=1) + 1
            probability[seen] = each.max(axis=1)
        elif len(told):
            number[seen] = np.digitize(hours_a_month(told), self.edges) + 1
        names = np.array([None, *self.names], dtype=object)
        return pd.DataFrame(
            {
                "segment_number": pd.array(number, dtype="Int64"),
                "segment_name": names[np.nan_to_num(number).astype(int)],
                "probability": probability,
                "fallback_reason": [None if each else NOTHING_SEEN for each in seen],
            },
            index=months.index,
        )


def hours_a_month(months: pd.DataFrame) -> np.ndarray:
    """Hours watched a month, over the twelve months before."""
    observed = np.maximum(months["observed_months_12m"].to_numpy(float), 0.25)
    return np.asarray(months["watched_minutes_12m"].to_numpy(float) / 60 / observed)

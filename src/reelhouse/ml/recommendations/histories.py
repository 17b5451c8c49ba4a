"""What the histories of members look like, against which drift is measured."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reelhouse.ml.recommendations.interactions import Interactions


def history_features(everything: Interactions) -> pd.DataFrame:
    """What the histories of members look like, to tell when they change.

    Each column is sorted by itself, so that no row is that of a member.
    """
    if not len(everything):
        return pd.DataFrame(
            columns=["watched_title_count", "days_since_last", "watched_popularity"]
        )
    history = everything.history()
    counts = np.diff(history.values.indptr)
    there = np.flatnonzero(counts)
    watched = history.values[there] > 0
    popular = np.asarray(watched.sum(axis=0)).ravel() / len(there)
    newest = np.array([history.ages[row].data.min() for row in there])
    return pd.DataFrame(
        {
            "watched_title_count": np.sort(counts[there].astype(float)),
            "days_since_last": np.sort(newest),
            "watched_popularity": np.sort(np.asarray(watched @ popular).ravel() / counts[there]),
        }
    )

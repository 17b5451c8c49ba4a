"""How features are distributed, kept without the rows of single people."""

from __future__ import annotations

import numpy as np
import pandas as pd

POINTS = 201


def marginals(features: pd.DataFrame) -> pd.DataFrame:
    """Evenly spaced ordered values of each numeric column, each column by itself.

    Drift compares distributions column by column, so that this is all it needs. A row of the result
    is about nobody: its values come from different rows.

    Args:
        features: a row for each case, numeric columns.

    Returns:
        `POINTS` rows of the same columns; a share of nulls stays a share of nulls.
    """
    if features.empty:
        return features.astype(float)
    place = np.linspace(0, len(features) - 1, POINTS).round().astype(int)
    return pd.DataFrame(
        {
            # numpy sorts what is missing to the end
            str(name): np.sort(features[name].to_numpy(dtype=float, na_value=np.nan))[place]
            for name in features.columns
        }
    )


def unlinked(features: pd.DataFrame) -> pd.DataFrame:
    """The same columns, each in order by itself: how each is distributed, and no row of anybody.

    Args:
        features: a row for each case.
    """
    return pd.DataFrame(
        {
            str(name): column.sort_values(na_position="last").reset_index(drop=True)
            for name, column in features.items()
        }
    )

"""Oddities that are put into real figures, so that it is known which ones have to be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.anomalies.measures import Watch

if TYPE_CHECKING:
    import pandas as pd

_RATE = 0.01
_LEAST = 20
_FACTORS = (0.7, 1.6)  # of the logarithm: a half to a fifth, or two- to fivefold


def inject(watch: Watch, rows: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Disturb some rows of the later half of each subject.

    Half of them are a surge or an outage: all counts are multiplied. The others befall one measure
    only: an amount is wrong, or views come without likes and comments.

    Args:
        watch: a kind of subject.
        rows: as its `sql` gives them, by subject and date.
        seed: which rows, and how.

    Returns:
        The table in the same order, and which rows were disturbed.
    """
    rng = np.random.default_rng(seed)
    table = rows.sort_values(["subject_key", "at_date"], ignore_index=True)
    place = table.groupby("subject_key").cumcount().to_numpy()
    size = table.groupby("subject_key")["at_date"].transform("size").to_numpy()
    usable = np.flatnonzero((place >= 2 * watch.warm) & (place >= size / 2))
    count = min(len(usable) // 5, max(_LEAST, int(_RATE * len(usable))))
    chosen = np.sort(rng.choice(usable, count, replace=False)) if count else np.empty(0, int)
    columns = {m.name for m in watch.measures if not m.part}
    columns |= {column for m in watch.measures if m.part for column in (m.part, m.whole)}
    # figures per unit stay as they are when there is more of everything
    counts = [m.name for m in watch.measures if not m.part and not m.name.startswith("mean_")]
    amounts = [m.name for m in watch.measures if not m.part]
    shares = sorted({c for m in watch.measures if m.part for c in (m.part, m.whole)})
    wholes = sorted({m.whole for m in watch.measures if m.part})
    values = {column: table[column].to_numpy(float).copy() for column in columns}
    for at in chosen:
        factor = float(np.exp(rng.uniform(*_FACTORS) * rng.choice([-1, 1])))
        if rng.random() < 0.5:
            hit = [*counts, *shares]
        elif wholes:
            factor, hit = max(factor, 1 / factor), [amounts[0], *wholes]
        else:
            hit = [str(rng.choice(amounts))]
        for column in hit:
            values[column][at] *= factor
    disturbed = table.assign(**values)
    flags = np.zeros(len(table), bool)
    flags[chosen] = True
    return disturbed, flags

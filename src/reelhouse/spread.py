"""The same work on many parts: in turn in this process, or at once on a cluster's executors.

Who works on parts cuts them alike for both, so that both tell the same to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
R = TypeVar("R")


class Spread(Protocol):
    """Does work on parts, wherever there are hands for it."""

    def __call__(self, work: Callable[[T], R], parts: Iterable[T]) -> list[R]:
        """What the work makes of each part, in the order of the parts.

        Args:
            work: sees one part and nothing of the others; may have to be sent elsewhere, as parts
                and results may, so all of them can be pickled.
            parts: what it is done on.
        """


def in_turn(work: Callable[[T], R], parts: Iterable[T]) -> list[R]:
    """Do it here, a part after the other."""
    return [work(part) for part in parts]


def on_rows(
    spread: Spread,
    work: Callable[[pd.DataFrame], pd.DataFrame],
    rows: pd.DataFrame,
    most: int,
    *,
    together: str | None = None,
) -> pd.DataFrame:
    """What work makes of rows that do not depend on each other.

    Args:
        spread: does it.
        work: gives rows for some rows.
        rows: all of them.
        most: rows of a part, but for what must stay together.
        together: column by which rows are ordered; those of the same value are in one part.
    """
    import pandas as pd

    made = spread(work, cut(rows, most, together))
    return made[0] if len(made) == 1 else pd.concat(made)


def cut(rows: pd.DataFrame, most: int, together: str | None = None) -> list[pd.DataFrame]:
    """Rows in parts, as `on_rows` takes them; one part where there are none."""
    if len(rows) <= most:
        return [rows]
    firsts = np.arange(len(rows))
    if together is not None:
        column = rows[together]
        firsts = np.flatnonzero((column != column.shift()).to_numpy())
    ends = np.append(firsts, len(rows))
    wanted = np.searchsorted(firsts, np.arange(0, len(rows), most))
    edges = np.unique(np.append(ends[wanted], len(rows)))
    return [rows.iloc[first:end] for first, end in pairwise(edges.tolist())]

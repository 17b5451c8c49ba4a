"""Which titles of the past are like one of now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where titles stand in the space of what a model looks at.

    Attributes:
        centre: mean of each column.
        scale: by which a column is multiplied: what it counts, over its spread.
        places: the titles, a row each.
        reach: median distance between titles, at which similarity is a half.
    """

    centre: Floats
    scale: Floats
    places: NDArray[np.float32]
    reach: float

    @classmethod
    def of(cls, matrix: Floats, weights: ArrayLike) -> Neighbours:
        """Learn the space.

        Args:
            matrix: titles, a row each; NaN counts as the mean.
            weights: what each column counts, 0 or more.
        """
        counts = np.maximum(np.isfinite(matrix).sum(axis=0), 1)
        centre = np.nansum(matrix, axis=0) / counts
        spread = np.sqrt(np.nansum((matrix - centre) ** 2, axis=0) / counts)
        given = np.asarray(weights, float)
        if not given.any():
            given = np.ones_like(given)
        scale = np.where(spread > 0, np.sqrt(given) / np.where(spread > 0, spread, 1), 0.0)
        places = np.nan_to_num((matrix - centre) * scale).astype(np.float32)
        rng = np.random.default_rng(0)
        pairs = rng.integers(0, len(places), (2, 2000))
        apart = np.linalg.norm(places[pairs[0]] - places[pairs[1]], axis=1)
        return cls(centre, scale, places, float(np.median(apart)) or 1.0)

    def nearest(self, matrix: Floats, most: int) -> tuple[NDArray[np.int64], Floats]:
        """The nearest titles of the past, nearest first, and how similar they are, 0 to 1."""
        from sklearn.neighbors import NearestNeighbors

        searched = NearestNeighbors(n_neighbors=min(most, len(self.places)), n_jobs=1)
        asked = np.nan_to_num((matrix - self.centre) * self.scale).astype(np.float32)
        apart, found = searched.fit(self.places).kneighbors(asked)
        return np.asarray(found), np.asarray(1 / (1 + apart / self.reach), dtype=np.float64)

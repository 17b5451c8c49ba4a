from __future__ import annotations

import numpy as np
import pytest

from reelhouse.ml.hits.candidates import LEARNERS, Blend, Learner


def _case() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    matrix = rng.normal(0, 1, (600, 4))
    matrix[rng.random((600, 4)) < 0.1] = np.nan
    hits = (np.nan_to_num(matrix[:, 0]) + 0.3 * rng.normal(0, 1, 600) > 0.3).astype(float)
    return matrix, hits


@pytest.mark.parametrize("learner", LEARNERS, ids=lambda each: each.name)
def test_the_column_that_decides_contributes_most(learner: type[Learner]) -> None:
    matrix, hits = _case()
    fitted = learner()
    fitted.fit(matrix, hits, learner.grid[0], seed=1, threads=1)

    parts = fitted.contributions(matrix)

    assert parts.shape == matrix.shape
    assert np.abs(parts).mean(axis=0).argmax() == 0
    high = matrix[:, 0] > 1
    assert parts[high, 0].mean() > 0 > parts[matrix[:, 0] < -1, 0].mean()


@pytest.mark.parametrize("learner", LEARNERS[:2], ids=lambda each: each.name)
def test_contributions_of_boosted_trees_add_up_to_the_log_odds(learner: type[Learner]) -> None:
    matrix, hits = _case()
    fitted = learner()
    fitted.fit(matrix, hits, learner.grid[0], seed=1, threads=1)

    scores = fitted.scores(matrix)
    odds = np.log(scores / (1 - scores))
    rest = odds - fitted.contributions(matrix).sum(axis=1)

    assert np.ptp(rest) < 1e-4


def test_a_blend_is_between_its_parts() -> None:
    matrix, hits = _case()
    parts = []
    for learner in LEARNERS:
        fitted = learner()
        fitted.fit(matrix, hits, learner.grid[0], seed=1, threads=1)
        parts.append(fitted)

    told = Blend(tuple(parts)).scores(matrix)

    each = np.array([np.clip(part.scores(matrix), 1e-3, 1 - 1e-3) for part in parts])
    assert ((each.min(axis=0) - 1e-9 <= told) & (told <= each.max(axis=0) + 1e-9)).all()

"""Neural collaborative filtering: its product by hand, and learned where torch is there."""

from __future__ import annotations

import numpy as np
import pytest

from reelhouse.ml.recommendations import neural
from reelhouse.ml.recommendations.interactions import ONCE, history_of
from reelhouse.ml.recommendations.neural import NeuralScorer, fit_neural
from tests.ml.recommendations.viewers import GROUPS, planted


def test_scores_are_the_product_of_factors_and_the_perceptron_added_up() -> None:
    rng = np.random.default_rng(1)
    watched, titles = rng.normal(size=(5, 4)), rng.normal(size=(5, 4))
    layer, offset = rng.normal(size=(3, 4)), rng.normal(size=3)
    output, bias = rng.normal(size=5), rng.normal(size=5)
    scorer = NeuralScorer(watched, titles, bias, ((layer, offset),), output, ONCE)

    [found] = scorer.scores(history_of([0, 3], 5))

    member = (watched[0] + watched[3]) / 2
    for title in range(5):
        hidden = layer @ np.concatenate([member[2:], titles[title, 2:]]) + offset
        factors = output[:2] @ (member[:2] * titles[title, :2])
        wanted = factors + output[2:] @ np.maximum(hidden, 0) + bias[title]
        assert found[title] == pytest.approx(wanted)


def test_who_has_watched_nothing_can_be_scored() -> None:
    zeros = np.zeros((3, 2))
    scorer = NeuralScorer(zeros, zeros, np.arange(3.0), (), np.zeros(3), ONCE)

    assert scorer.scores(history_of([], 3))[0].tolist() == [0, 1, 2]


@pytest.mark.skipif(neural.is_installed(), reason="torch is installed")
def test_without_torch_it_is_named() -> None:
    with pytest.raises(ModuleNotFoundError, match="torch"):
        fit_neural(planted(members=8).history())


@pytest.mark.skipif(not neural.is_installed(), reason="torch is not installed")
def test_it_learns_planted_tastes() -> None:
    known = planted(members=160, titles=24, each=8).history()
    scores = fit_neural(known, dimensions=8, epochs=30, batch=256).scores(known)
    best = np.argsort(-scores, axis=1)[:, :3]

    assert (best % GROUPS == np.arange(160)[:, None] % GROUPS).mean() > 0.6

"""Several ways in one: weights go to the parts that rank well, and reasons add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import sparse

from reelhouse.ml.recommendations.autoencoders import fit_title_autoencoder
from reelhouse.ml.recommendations.blend import Blend, choose_weights, standardised
from reelhouse.ml.recommendations.content import Featuriser, fit_content, fit_newcomers
from reelhouse.ml.recommendations.interactions import history_of
from reelhouse.ml.recommendations.neighbours import fit_user_neighbours
from tests.ml.recommendations.viewers import about, planted

NOTHING = sparse.csr_matrix((60, 30), dtype=bool)


@given(
    scores=arrays.arrays(np.float64, (3, 6), elements=st.floats(-1e6, 1e6)),
    factor=st.floats(1e-3, 1e3),
    shift=st.floats(-1e3, 1e3),
)
def test_parts_are_compared_whatever_their_scale(
    scores: np.ndarray, factor: float, shift: float
) -> None:
    scores = np.round(scores, 2)
    found = standardised(scores)

    assert np.isfinite(found).all()
    assert found.mean(axis=1) == pytest.approx(np.zeros(3), abs=1e-6)
    assert standardised(scores * factor + shift) == pytest.approx(found, abs=1e-4)


def test_equal_scores_say_nothing() -> None:
    assert not standardised(np.full((2, 5), 0.1)).any()


@settings(max_examples=10)
@given(seed=st.integers(0, 100))
def test_the_part_that_knows_gets_the_weight(seed: int) -> None:
    rng = np.random.default_rng(seed)
    relevant = sparse.csr_matrix(rng.random((60, 30)) < 0.2)
    noise = [standardised(rng.normal(size=(60, 30))) for _ in range(3)]
    knowing = standardised(relevant.toarray() + 0.2 * noise[0])

    weights = choose_weights([noise[1], knowing, noise[2]], NOTHING, relevant)

    assert sum(weights) == pytest.approx(1)
    assert weights[1] > 0.9


def test_two_that_know_different_things_are_both_taken() -> None:
    rng = np.random.default_rng(5)
    relevant = sparse.csr_matrix(rng.random((60, 30)) < 0.2)
    truth = relevant.toarray()
    left, right = truth.copy(), truth.copy()
    left[:, 15:], right[:, :15] = 0, 0
    parts = [standardised(each + 0.3 * rng.normal(size=(60, 30))) for each in (left, right)]

    assert min(choose_weights(parts, NOTHING, relevant)) > 0.3


def test_reasons_of_a_blend_add_up_but_for_what_belongs_to_no_title() -> None:
    known = planted(members=40, titles=24, each=9).history()
    features = Featuriser.fit(about(24)).vectors(about(24))
    parts = (fit_title_autoencoder(known, l2=20), fit_content(features, neighbours=9))
    for newcomers in (None, fit_newcomers(known, features, believed_after=20.0)):
        blend = Blend(("a", "b"), parts, (0.7, 0.3), newcomers)
        own = known.take([3])
        titles = np.arange(24)

        difference = blend.contributions(own, titles).sum(axis=0) - blend.scores(own)[0]

        assert difference == pytest.approx(np.full(24, difference[0]))


def test_parts_that_cannot_tell_why_give_no_reason() -> None:
    known = planted(members=40, titles=24, each=9).history()
    neighbours = fit_user_neighbours(known, neighbours=9, power=1.0, shrink=1.0)
    blend = Blend(("n",), (neighbours,), (1.0,))

    assert not blend.contributions(known.take([0]), np.arange(24)).any()


def test_of_who_has_watched_little_popularity_says_more() -> None:
    known = planted(members=40, titles=24, each=9).history()
    part = fit_title_autoencoder(known, l2=20)
    popular = np.arange(24.0)
    blend = Blend(("a",), (part,), (1.0,), None, popular, 10)
    alone = Blend(("a",), (part,), (1.0,))

    def nearness(count: int) -> float:
        few = history_of(range(count), 24)
        return float(np.corrcoef(blend.scores(few)[0], alone.scores(few)[0])[0, 1])

    assert nearness(1) < nearness(5) < nearness(9)
    assert blend.scores(history_of(range(10), 24)) == pytest.approx(
        alone.scores(history_of(range(10), 24))
    )
    assert np.argmax(blend.scores(history_of([], 24))) == 23

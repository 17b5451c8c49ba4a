"""Measures of lists: against figures worked out by hand, and bounds that always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import sparse

from reelhouse.ml.recommendations.metrics import (
    accuracy,
    catalogue_coverage,
    diversity,
    novelty,
    top_of,
)


def matrix(*rows: list[int]) -> sparse.csr_matrix:
    return sparse.csr_matrix(np.array(rows, dtype=bool))


def test_accuracy_is_what_the_definitions_give() -> None:
    # of three relevant titles the second and the fourth of the list are
    [found] = zip(
        *[
            getattr(accuracy(np.array([[4, 0, 5, 1]]), matrix([1, 1, 1, 0, 0, 0])), name)
            for name in ("ndcg", "average_precision", "precision", "recall")
        ],
        strict=True,
    )
    gain = 1 / np.log2(3) + 1 / np.log2(5)
    ideal = 1 + 1 / np.log2(3) + 1 / np.log2(4)

    assert found == pytest.approx((gain / ideal, (1 / 2 + 2 / 4) / 3, 2 / 4, 2 / 3))


def test_who_watched_nothing_later_is_not_judged() -> None:
    found = accuracy(np.array([[0], [0]]), matrix([0, 0], [1, 0]))

    assert found.ndcg.tolist() == [1.0]


def test_a_place_that_could_not_be_filled_is_no_hit() -> None:
    found = accuracy(np.array([[-1, 1]]), matrix([1, 1]))

    assert found.precision.tolist() == [0.5]


@given(
    scores=arrays.arrays(np.float64, (3, 7), elements=st.integers(0, 4).map(float)),
    barred=arrays.arrays(np.bool_, (3, 7)),
    k=st.integers(1, 9),
)
def test_the_top_is_that_of_a_whole_sort_without_what_is_barred(
    scores: np.ndarray, barred: np.ndarray, k: int
) -> None:
    found = top_of(scores, sparse.csr_matrix(barred), k)

    for row in range(3):
        free = [t for t in range(7) if not barred[row, t]]
        wanted = sorted(free, key=lambda t: (-scores[row, t], t))[:k]
        assert [t for t in found[row] if t >= 0] == wanted


@given(
    scores=arrays.arrays(np.float64, (4, 12), elements=st.floats(0, 1)),
    relevant=arrays.arrays(np.bool_, (4, 12)),
)
def test_measures_are_shares_and_the_truth_as_list_is_perfect(
    scores: np.ndarray, relevant: np.ndarray
) -> None:
    told = accuracy(top_of(scores, None, 5), sparse.csr_matrix(relevant))
    perfect = accuracy(top_of(relevant.astype(float), None, 5), sparse.csr_matrix(relevant))

    for each in (told.ndcg, told.average_precision, told.precision, told.recall):
        assert ((each >= 0) & (each <= 1 + 1e-12)).all()
    assert perfect.ndcg == pytest.approx(np.ones(int(relevant.any(axis=1).sum())))


def test_lists_of_like_titles_are_not_diverse() -> None:
    features = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)

    assert diversity(np.array([[0, 1]]), features) == pytest.approx(0)
    assert diversity(np.array([[0, 2]]), features) == pytest.approx(1)
    assert np.isnan(diversity(np.array([[0, -1]]), features))


def test_what_few_know_is_novel() -> None:
    watched = sparse.csr_matrix(np.array([[1, 0, 0], [1, 1, 0], [1, 0, 0], [1, 0, 0]]))

    assert novelty(np.array([[0]]), watched) == pytest.approx(0)
    assert novelty(np.array([[1]]), watched) == pytest.approx(2)
    assert novelty(np.array([[2]]), watched) == pytest.approx(3)
    assert np.isnan(novelty(np.array([[-1]]), watched))


def test_coverage_counts_titles_that_anybody_is_shown() -> None:
    assert catalogue_coverage(np.array([[0, 1], [1, -1]]), 8) == pytest.approx(0.25)

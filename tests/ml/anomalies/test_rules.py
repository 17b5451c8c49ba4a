from __future__ import annotations

import numpy as np
import pytest

from reelhouse.ml.anomalies.rules import Forest, confirmed, raw_scores

SUBJECTS = np.array(["a"] * 4 + ["b"] * 2)
CALM = np.zeros(6)


def scores(*z: list[float]) -> list[float]:
    return [float(each) for each in confirmed(np.array(z), SUBJECTS, CALM)]


def test_what_is_odd_once_in_one_measure_counts_less() -> None:
    alone = scores([0, 0], [6, 0], [0, 0], [0, 0], [0, 0], [0, 0])

    assert alone[1] == pytest.approx(5)


def test_another_measure_confirms() -> None:
    both = scores([0, 0], [6, -4], [0, 0], [0, 0], [0, 0], [0, 0])

    assert both[1] == 6


def test_the_next_observation_of_the_same_subject_confirms() -> None:
    run = scores([0, 0], [6, 0], [5, 0], [-5, 0], [-5, 0], [0, 0])

    assert run[1] == 6
    # the row after has the other sign, and the one after that is another subject's
    assert run[3] == pytest.approx(5 * 5 / 6)


def test_the_forest_confirms() -> None:
    z = np.array([[0.0, 0.0]] * 6)
    z[1, 0] = 6
    oddness = np.where(np.arange(6) == 1, 0.9995, 0.0)

    assert confirmed(z, SUBJECTS, oddness)[1] == 6


def test_nothing_is_odd_about_nothing() -> None:
    assert confirmed(np.full((6, 2), np.nan), SUBJECTS, CALM).tolist() == [0] * 6
    assert len(confirmed(np.empty((0, 2)), np.empty(0), np.empty(0))) == 0
    assert raw_scores(np.full((6, 2), np.nan), SUBJECTS).tolist() == [0] * 6


def test_raw_scores_are_standard_deviations_from_the_subjects_mean() -> None:
    actual = np.array([[1.0], [1.0], [1.0], [5.0], [7.0], [7.0]])

    assert raw_scores(actual, SUBJECTS)[3] == pytest.approx(3 / np.std([1, 1, 1, 5]))
    assert raw_scores(actual, SUBJECTS)[4] == 0


def test_a_forest_finds_what_is_odd_in_all_measures_together() -> None:
    rng = np.random.default_rng(1)
    forest = Forest(rng.standard_normal((2000, 3)), seed=1, threads=1)
    again = Forest(np.random.default_rng(1).standard_normal((2000, 3)), seed=1, threads=1)
    asked = np.array([[0.1, -0.2, 0.3], [3.4, -3.4, 3.4], [np.nan, np.nan, np.nan]])

    assert forest.oddness(asked)[0] == 0
    assert forest.oddness(asked)[1] > 0.99
    assert forest.oddness(asked)[2] == 0
    assert forest.oddness(asked).tolist() == again.oddness(asked).tolist()
    assert len(forest.oddness(np.empty((0, 3)))) == 0

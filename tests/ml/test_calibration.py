from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.ml.calibration import calibrate, offset_to, shifted
from reelhouse.ml.evaluation import calibration_error


def _draw(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = rng.beta(1, 3, count)
    return truth, (rng.random(count) < truth).astype(float)


@pytest.mark.parametrize(("count", "off"), [(200, 0.06), (3000, 0.03)])
def test_scores_that_exaggerate_come_to_say_what_happens(count: int, off: float) -> None:
    truth, happened = _draw(count, 1)
    odds = np.log(truth / (1 - truth))
    exaggerated = 1 / (1 + np.exp(-(2 * odds + 1)))

    calibrator = calibrate(exaggerated, happened)

    later, came = _draw(20_000, 2)
    scores = 1 / (1 + np.exp(-(2 * np.log(later / (1 - later)) + 1)))
    told = calibrator.predict(scores)
    assert calibration_error(came, scores) > 0.08
    assert calibration_error(came, told) < off
    assert np.corrcoef(told, later)[0, 1] > 0.95


def test_the_interval_holds_the_probability_and_narrows_with_more_cases() -> None:
    widths = []
    for count in (100, 5000):
        truth, happened = _draw(count, 3)
        calibrator = calibrate(truth, happened)
        asked = np.linspace(0.02, 0.9, 50)
        low, high = calibrator.interval(asked)
        told = calibrator.predict(asked)
        assert ((low <= told + 1e-12) & (told <= high + 1e-12)).all()
        widths.append(float((high - low).mean()))
    assert widths[1] < widths[0] / 2


def test_scores_that_tell_the_wrong_way_round_tell_the_base_rate() -> None:
    truth, happened = _draw(250, 4)

    told = calibrate(1 - truth, happened).predict([0.1, 0.9])

    assert told[0] == told[1] == pytest.approx(happened.mean(), abs=0.01)


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=30), st.floats(0.02, 0.98))
@settings(deadline=None)
def test_the_offset_makes_the_mean_the_share(told: list[float], share: float) -> None:
    offset = offset_to(told, share)

    moved = shifted(told, offset)
    assert moved.mean() == pytest.approx(share, abs=1e-6)
    # neighbours may meet in rounding, but never change places
    assert (np.diff(moved[np.argsort(told)]) >= 0).all()

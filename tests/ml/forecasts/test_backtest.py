from __future__ import annotations

import numpy as np
import pytest

from reelhouse.ml.forecasts.backtest import (
    CHOSEN,
    NAMES,
    Backtest,
    choose,
    past_origins,
    roll,
    run_backtest,
)
from reelhouse.ml.forecasts.learning import Trial, pooled_coverage, settle, try_panel
from reelhouse.ml.forecasts.local import LAST_VALUE, NAIVE, SEASONAL, local_forecasts
from reelhouse.ml.forecasts.panel import Floats, Panel
from tests.ml.forecasts.panels import panel_of, steady, wandering


def tried(panel: Panel) -> Backtest:
    return run_backtest(panel, past_origins(panel), seed=1, threads=1)


def with_another_end(values: Floats, at: int) -> Floats:
    changed = values.copy()
    changed[:, at:] *= np.random.default_rng(9).uniform(0.1, 10, changed[:, at:].shape)
    return changed


@pytest.fixture(scope="module")
def trial() -> Trial:
    return try_panel(panel_of(steady()), seed=1, threads=1)


def test_rules_say_what_they_are_called() -> None:
    values = np.arange(1.0, 61.0)[None]
    panel = panel_of(values)
    told = local_forecasts(panel, [50], [LAST_VALUE, SEASONAL])

    assert told[LAST_VALUE][0, 0] == pytest.approx([50, 50, 50])
    assert told[SEASONAL][0, 0] == pytest.approx([25, 26, 27])


def test_no_candidate_knows_what_came_later() -> None:
    """Whatever is changed after an origin, its forecasts stay the same to the last bit."""
    before = steady(3, 75)
    one, other = (tried(panel_of(v)) for v in (before, with_another_end(before, 60)))
    early = [place for place, origin in enumerate(one.origins) if origin <= 60]

    assert early
    for name in NAMES:
        assert np.array_equal(
            one.forecasts[name][:, early], other.forecasts[name][:, early], equal_nan=True
        ), name
    assert not np.array_equal(one.forecasts["AutoETS"], other.forecasts["AutoETS"], equal_nan=True)


def test_neither_choice_nor_interval_knows_what_came_later() -> None:
    before = steady(3, 75)
    one, other = (roll(tried(panel_of(v))) for v in (before, with_another_end(before, 60)))
    early = np.array(past_origins(panel_of(before))) <= 60

    assert np.array_equal(one.chosen[:, early], other.chosen[:, early])
    for level, bounds in one.bounds.items():
        for mine, theirs in zip(bounds, other.bounds[level], strict=True):
            assert np.array_equal(mine[:, early], theirs[:, early], equal_nan=True)


def test_models_beat_the_naive_rules_where_there_is_something_to_know(trial: Trial) -> None:
    naive = min(float(np.mean(trial.mase(name))) for name in NAIVE)

    assert np.mean(trial.mase(CHOSEN)) < 0.9 * naive


def test_intervals_hold_what_they_say(trial: Trial) -> None:
    [eighty, ninety_five] = pooled_coverage([trial])

    assert eighty.measured_rate == pytest.approx(0.8, abs=0.1)
    assert ninety_five.measured_rate == pytest.approx(0.95, abs=0.05)


def test_shuffled_series_leave_nothing_to_know() -> None:
    """In any order alike, nothing beats the mean of the year by more than noise."""
    rng = np.random.default_rng(4)
    shuffled = rng.permuted(steady(), axis=1)
    trial = try_panel(panel_of(shuffled), seed=1, threads=1)

    assert np.mean(trial.mase(CHOSEN)) > 0.95 * np.mean(trial.mase("mean of the last year"))


def test_of_a_random_walk_the_last_value_is_not_beaten_by_much() -> None:
    trial = try_panel(panel_of(wandering()), seed=1, threads=1)

    assert np.mean(trial.mase(CHOSEN)) > 0.93 * np.mean(trial.mase(LAST_VALUE))


def test_a_model_that_was_worse_on_a_series_is_not_taken_for_it() -> None:
    rows = np.concatenate([steady(2, 80), wandering(1, 80, seed=6)])
    backtest = tried(panel_of(rows))
    picked = choose(backtest)

    for place, name in enumerate(picked):
        naive = min(backtest.mase(rule)[place] for rule in NAIVE)
        assert name in NAIVE or backtest.mase(name)[place] < naive


def test_only_naive_rules_answer_where_nothing_is_ahead_of_them(trial: Trial) -> None:
    model = settle(trial, only_naive=True)

    assert {told.chosen for told in model.told.values()} <= set(NAIVE)


def test_the_same_seed_gives_the_same(trial: Trial) -> None:
    again = run_backtest(trial.backtest.panel, trial.backtest.origins[:2], seed=1, threads=1)

    for name in NAMES:
        assert np.array_equal(
            trial.backtest.forecasts[name][:, :2], again.forecasts[name], equal_nan=True
        )


def test_a_series_that_never_moves_is_told_as_it_is() -> None:
    rows = np.concatenate([steady(3, 75), np.full((1, 75), 40.0)])
    backtest = tried(panel_of(rows))

    assert choose(backtest)[3] in NAMES
    assert backtest.forecasts[LAST_VALUE][3] == pytest.approx(40)
    assert np.isnan(backtest.mase(LAST_VALUE)[3])  # nothing to scale by

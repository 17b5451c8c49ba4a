from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from benchmarks.models.forecasts import FILE, KIND, category_panel, read_entries

from reelhouse.ml.forecasts.backtest import CHOSEN
from reelhouse.ml.forecasts.learning import pooled_coverage, try_panel
from reelhouse.ml.forecasts.local import LAST_VALUE, SEASONAL


def test_hours_that_netflix_published_are_forecast_better_than_by_rules(shared_data: Path) -> None:
    kind = replace(KIND, origins=52, refit_every=26)
    panel = category_panel(read_entries(shared_data / FILE), kind)
    trial = try_panel(panel, seed=7, threads=1)
    chosen = np.mean(trial.mase(CHOSEN))

    assert panel.values.shape == (4, 145)
    assert chosen < 1
    assert chosen < 0.9 * np.mean(trial.mase(LAST_VALUE))
    assert chosen < 0.9 * np.mean(trial.mase(SEASONAL))
    assert 0.7 <= pooled_coverage([trial])[0].measured_rate <= 0.9

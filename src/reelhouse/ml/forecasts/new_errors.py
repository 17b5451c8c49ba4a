"""How far forecasts are off on the weeks and months that came after all that was learned from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.card import Estimate, Metric
from reelhouse.ml.forecasts.backtest import forecast_all, known_outcomes, mean_over_series
from reelhouse.ml.forecasts.local import NAIVE
from reelhouse.ml.forecasts.model import Forecasts, KindModel
from reelhouse.ml.forecasts.panel import Panel
from reelhouse.ml.forecasts.series import KINDS, read_panel
from reelhouse.ml.new_errors import NewErrors, weighted_mean

if TYPE_CHECKING:
    from reelhouse.ml.question import Context
    from reelhouse.ml.store import Version
    from reelhouse.ml.tables import Tables

Floats = NDArray[np.float64]

UNTIL = "until"
"""Parameter of the card: the last period learned from, by kind of series."""

MOST_ORIGINS = 26
"""Newest origins that are looked at; more cost more and say little of how it does lately."""


def errors(tables: Tables, version: Version, context: Context) -> tuple[NewErrors, ...]:
    """Forecasts by the candidates that answer, from every week and month since.

    Args:
        tables: has those that series are read from.
        version: that answers.
        context: of the build.

    Returns:
        One for each kind of series that was learned.
    """
    card, settings = version.card, context.settings
    naive = card.best_naive
    found = []
    for name, until in card.parameters.get(UNTIL, {}).items():
        panel = read_panel(KINDS[name], tables)
        metric = Metric(f"{card.metric.name} {name}", higher_is_better=False)
        nothing = NewErrors(
            metric,
            card.winner.scores[metric.name],
            f"{panel.kind.step}s",
            int(np.sum(panel.periods > np.datetime64(until, "D"))),
            settings.least_new_periods,
        )
        if nothing.count < nothing.needed:
            found.append(nothing)
            continue
        model: Forecasts = version.load()
        made = errors_of(
            panel, model.kinds[name], naive.name if naive else NAIVE[0], nothing,
            draws=settings.bootstrap_draws, seed=model.seed, threads=model.threads,
        )  # fmt: skip
        found.append(made)
    return tuple(found)


def errors_of(
    panel: Panel, learned: KindModel, naive: str, nothing: NewErrors, *, draws: int, seed: int,
    threads: int,
) -> NewErrors:  # fmt: skip
    """What a kind's forecasts were off by since, of the series that were learned.

    Args:
        panel: series as they are now.
        learned: what answers for them.
        naive: the rule beside it.
        nothing: what is known before anything is forecast.
        draws: samples for the interval of what was promised.
        seed: of what draws.
        threads: that a model may take.

    Returns:
        Errors as far ahead as is known by now, beside those promised as far ahead.
    """
    kept = [place for place, key in enumerate(panel.keys) if learned.scale(key) is not None]
    if not kept:
        return nothing
    length = len(panel.periods)
    origins = range(length - min(nothing.count, MOST_ORIGINS), length)
    picked = [learned.chosen(panel.keys[place]) for place in kept]
    told = forecast_all(panel, origins, seed=seed, threads=threads, names={*picked, *NAIVE})
    scale = np.array([learned.scale(panel.keys[place]) for place in kept], float)
    actual = known_outcomes(panel, origins)[kept]
    off = {
        "": np.stack([told[name][place] for name, place in zip(picked, kept, strict=True)]),
        naive: told[naive][kept],
    }
    means = {
        name: mean_over_series(np.abs(values - actual) / scale[:, None, None])
        for name, values in off.items()
    }
    there = np.isfinite(means[""]) & np.isfinite(means[naive])
    if not there.any():
        return nothing
    pairs = Pairs.of(means[""], there)
    return replace(
        nothing,
        promised=_promised(learned, pairs.horizons, draws, seed),
        figures=pairs.values,
        naive=naive,
        naive_figures=means[naive][there],
        groups=pairs.blocks,
        weights=pairs.weights,
    )


@dataclass(frozen=True)
class Pairs:
    """Errors by origin and horizon in a row.

    Attributes:
        values: the errors.
        horizons: places of the horizons there are.
        blocks: periods in a row, half as many as are told ahead, which are drawn as a whole: what
            surprises one series surprises all, at every horizon, and forecasts from next to each
            other miss alike.
        weights: so that every horizon weighs the same.
    """

    values: Floats
    horizons: NDArray[np.int64]
    blocks: NDArray[np.int64]
    weights: Floats

    @classmethod
    def of(cls, errors: Floats, there: NDArray[np.bool_]) -> Pairs:
        """From origins × horizons.

        Args:
            errors: by origin and horizon.
            there: which count.
        """
        origin, horizon = np.nonzero(there)
        counts = there.sum(axis=0)
        return cls(
            errors[there],
            np.unique(horizon),
            (origin + horizon) // -(-there.shape[1] // 2),
            1.0 / counts[horizon],
        )


def _promised(learned: KindModel, horizons: NDArray[np.int64], draws: int, seed: int) -> Estimate:
    """The error of the card over some horizons, with its interval."""
    there = np.isfinite(learned.errors)
    there &= np.isin(np.arange(learned.errors.shape[1]), horizons)[None]
    pairs = Pairs.of(learned.errors, there)
    return weighted_mean(pairs.values, pairs.weights, pairs.blocks, draws=draws, seed=seed)

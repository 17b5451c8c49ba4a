"""Cards and models to keep and to look at."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.card import CalibrationBin, Candidate, Card, Coverage, Estimate, Feature, Metric
from reelhouse.ml.store import Version

BRIER = Metric("brier score", higher_is_better=False)


@dataclass(frozen=True)
class Constant:
    """A model that always says the same."""

    value: float


def card(champion: str = "forest", *, brier: float = 0.15) -> Card:
    """A card with every part filled."""
    return Card(
        asks="Will it?",
        target="whether it did",
        decision="the day before",
        metric=BRIER,
        candidates=(
            Candidate("base rate", {"brier score": Estimate(0.2, 0.18, 0.22)}, is_naive=True),
            Candidate("forest", {"brier score": Estimate(brier), "auc": Estimate(0.8)}),
        ),
        champion=champion,
        advantage=Estimate(0.05, 0.02, 0.08),
        trained_on="titles of 1990 to 2010",
        tested_on="titles of 2011 to 2015",
        train_count=100,
        test_count=40,
        features=(Feature("budget", "what it cost", "when it is agreed"),),
        calibration=(CalibrationBin(0.2, 0.25, 20), CalibrationBin(0.6, 0.5, 20)),
        coverage=(Coverage(0.8, 0.78, 40),),
        limits=("Not for shorts.",),
        parameters={"trees": 200},
    )


def kept(lake: Lake, name: str, value: float, run_id: str, *, limits: int = 1) -> Version:
    """Store a version of a model."""
    filled = replace(card(), limits=("Not for shorts.",) * limits)
    return store.keep(
        lake, name, Constant(value), filled, inputs=None, build_id="b1", run_id=run_id, origin="o"
    )

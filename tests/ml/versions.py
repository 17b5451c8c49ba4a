"""Versions of models that a test has just learned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.card import Candidate, Card, Estimate, Metric
from reelhouse.ml.store import Version


def card_of(
    metric: Metric, promised: Estimate, naive: str, learned_until: str, *, champion: str = "model"
) -> Card:
    """A card that promises a figure."""
    return Card(
        asks="Will it?", target="whether it did", decision="the day before", metric=metric,
        candidates=(
            Candidate(champion, {metric.name: promised}),
            Candidate(naive, {metric.name: Estimate(9.0)}, is_naive=True),
        ),
        champion=champion, advantage=None, trained_on="", tested_on="", train_count=1,
        test_count=1, learned_until=learned_until,
    )  # fmt: skip


def version_of(folder: Path, name: str, model: Any, card: Card) -> Version:
    """Keep a model and let it answer."""
    kept = store.keep(
        Lake(folder), name, model, card, inputs=None, build_id="b",
        run_id="20260228-train-1", origin="o",
    )  # fmt: skip
    store.promote(Lake(folder), name, kept.version)
    return kept

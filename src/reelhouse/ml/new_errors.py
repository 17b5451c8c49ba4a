"""How far a model is off on what came true after all that it learned from, against its card.

A question gives the figures of single cases; here they are held against what was promised. What a
card promises was itself measured on few cases, so that a model counts as worse only where the
difference is beyond the noise of both.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.card import Card, Estimate, Metric
from reelhouse.ml.evaluation import bootstrap, expanded_level

Floats = NDArray[np.float64]

_NONE: Floats = np.empty(0)


@dataclass(frozen=True, slots=True)
class NewErrors:
    """Figures of cases whose outcome came after all that a model learned from.

    Attributes:
        metric: what they are figures of.
        promised: the figure on the card.
        counted: what `count` counts, in words, such as `titles`.
        count: how much of that is new.
        needed: how much of it is needed to tell anything.
        figures: of the model, one a case.
        naive: name of the best naive rule of the card, learned from what the model learned from.
        naive_figures: of that rule on the same cases.
        groups: what is drawn as a whole, such as the member of a case; each case by default.
        weights: of each case; all alike by default.
    """

    metric: Metric
    promised: Estimate
    counted: str
    count: int
    needed: int
    figures: Floats = field(default_factory=lambda: _NONE)
    naive: str = ""
    naive_figures: Floats = field(default_factory=lambda: _NONE)
    groups: NDArray[np.generic] | None = None
    weights: Floats | None = None

    @property
    def is_enough(self) -> bool:
        """Whether anything can be told."""
        return self.count >= self.needed and len(self.figures) > 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What new cases say.

    Attributes:
        figure: of the model on the new cases.
        naive: of the naive rule on the same; None where there is none.
        lead: by how much the model is ahead of the rule, positive where it is better.
        worse_by: by how much it is worse than promised, positive where it is worse.
    """

    figure: Estimate
    naive: Estimate | None
    lead: Estimate | None
    worse_by: Estimate

    @property
    def is_worse(self) -> bool:
        """Whether it is worse than promised beyond the noise of both figures."""
        return self.worse_by.low is not None and self.worse_by.low > 0


def compare(new: NewErrors, *, draws: int, seed: int) -> Comparison | None:
    """Hold new cases against the card; None where there are too few.

    Args:
        new: figures of the cases.
        draws: samples for intervals.
        seed: of the draws.
    """
    if not new.is_enough:
        return None
    weights = np.ones(len(new.figures)) if new.weights is None else new.weights
    figure = _mean(new.figures, weights, new, draws, seed)
    naive = lead = None
    if len(new.naive_figures):
        better = 1 if new.metric.higher_is_better else -1
        naive = _mean(new.naive_figures, weights, new, draws, seed)
        lead = _mean(better * (new.figures - new.naive_figures), weights, new, draws, seed)
    if new.metric.higher_is_better:
        worse_by = difference(new.promised, figure)
    else:
        worse_by = difference(figure, new.promised)
    return Comparison(figure, naive, lead, worse_by)


def difference(one: Estimate, other: Estimate) -> Estimate:
    """One figure less another that was measured on other cases, with its interval.

    A figure without an interval counts as exact.

    Formula: the method of variance estimates recovery, Zou and Donner, Statistics in Medicine 27
    (2008), which needs only the interval of each.
    """
    value = one.value - other.value
    if one.low is None or one.high is None:
        return Estimate(value)
    below = 0.0 if other.high is None else other.high - other.value
    above = 0.0 if other.low is None else other.value - other.low
    return Estimate(
        value,
        value - float(np.hypot(one.value - one.low, below)),
        value + float(np.hypot(one.high - one.value, above)),
    )


def promised(card: Card) -> Estimate:
    """The deciding figure of the candidate that answers."""
    return card.winner.scores[card.metric.name]


def weighted_mean(
    values: Floats, weights: Floats, groups: NDArray[np.generic] | None, *, draws: int, seed: int
) -> Estimate:
    """A mean with an interval that allows for few groups; without one where there is but one.

    Args:
        values: one a case.
        weights: of each.
        groups: what is drawn as a whole; each case by default.
        draws: samples.
        seed: of the draws.
    """
    count = len(values) if groups is None else len(np.unique(groups))
    if count < 2:
        return Estimate(float(np.average(values, weights=weights)))
    return bootstrap(
        lambda value, weight: float(np.average(value, weights=weight)),
        values, weights, draws=draws, seed=seed, groups=groups, level=expanded_level(count),
    )  # fmt: skip


def _mean(values: Floats, weights: Floats, new: NewErrors, draws: int, seed: int) -> Estimate:
    return weighted_mean(values, weights, new.groups, draws=draws, seed=seed)

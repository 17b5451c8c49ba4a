"""What a licensing deal earned by its share of viewing, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Days = NDArray[np.datetime64]

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class RegionViewing:
    """What was watched and earned in one region, month by month, and in samples of its members.

    Attributes:
        minutes: all minutes watched, by months.
        revenue_usd: subscription revenue of each month.
        weights: how often each group of members is in each sample, draws by groups.
        drawn_minutes: minutes watched in each sample, draws by months.
    """

    minutes: Matrix
    revenue_usd: Matrix
    weights: Matrix
    drawn_minutes: Matrix

    @classmethod
    def draw(
        cls, minutes: Matrix, revenue_usd: Matrix, draws: int, rng: np.random.Generator
    ) -> RegionViewing:
        """Draw samples for a bootstrap over groups of members.

        Members are drawn whole, with all that they watched, since one member's sessions resemble
        each other (the cluster bootstrap; Davison & Hinkley, Bootstrap Methods, 1997, ch. 3.8).

        Args:
            minutes: watched, groups by months.
            revenue_usd: of each month.
            draws: samples.
            rng: where they come from.
        """
        groups = len(minutes)
        weights = rng.multinomial(groups, np.full(groups, 1 / groups), size=draws).astype(float)
        return cls(minutes.sum(axis=0), revenue_usd, weights, weights @ minutes)


@dataclass(frozen=True, slots=True)
class Attribution:
    """What is put down to one deal.

    Attributes:
        shares: its share of the minutes watched in each month, 0-1.
        revenue_low_usd: lower bound of the 95 % bootstrap interval of its share of the revenue.
        revenue_high_usd: upper bound.
    """

    shares: Matrix
    revenue_low_usd: float
    revenue_high_usd: float


def attribute(minutes: Matrix, region: RegionViewing) -> Attribution:
    """Give a deal its share of a region's revenue: sum over months of revenue * share of minutes.

    Args:
        minutes: watched of the deal's title under the deal, groups by months.
        region: in which it holds.

    Returns:
        The shares, and the 2.5 % and 97.5 % quantiles of the revenue over the samples.
    """
    seen = minutes.any(axis=0)
    drawn = shares_of(region.weights @ minutes[:, seen], region.drawn_minutes[:, seen])
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(drawn @ region.revenue_usd[seen], [tail, 1 - tail])
    return Attribution(shares_of(minutes.sum(axis=0), region.minutes), float(low), float(high))


def days_in_months(first: Days, last: Days, months: Days) -> Matrix:
    """Days of each span that lie in each month.

    Args:
        first: first days of the spans.
        last: last days, included; before the first where a span is empty.
        months: first days of months.

    Returns:
        Spans by months.
    """
    next_months = (months.astype("datetime64[M]") + 1).astype("datetime64[D]")
    begins = np.maximum(first[:, None], months[None, :])
    ends = np.minimum(last[:, None] + 1, next_months[None, :])
    days: Matrix = np.maximum(0, (ends - begins).astype(np.float64))
    return days


def shares_of(part: Matrix, whole: Matrix) -> Matrix:
    """Parts of wholes, 0 where there is nothing to divide."""
    wholes = np.broadcast_to(whole, part.shape)
    shares: Matrix = np.divide(part, wholes, out=np.zeros_like(part), where=wholes > 0)
    return shares

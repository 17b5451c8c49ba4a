"""Whom it pays to write to, given what that costs, what a member is worth and what it does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contact:
    """What is taken for granted about writing to a member. None of it is learned from data.

    Attributes:
        cost_usd: of one contact.
        effect_rate: share of those about to leave whom it keeps, 0 to 1.
        months_kept: that a member who is kept stays.
    """

    cost_usd: float
    effect_rate: float
    months_kept: float

    def value_usd(self, probability: Floats, monthly_usd: Floats) -> Floats:
        """Expected value of a contact: probability · effect · months · monthly revenue, less cost.

        Args:
            probability: of leaving, 0 to 1.
            monthly_usd: revenue of the member.
        """
        kept = probability * self.effect_rate * self.months_kept
        return np.asarray(kept * monthly_usd - self.cost_usd)

    def break_even(self, monthly_usd: Floats) -> Floats:
        """Probability of leaving from which on a contact pays; above 1 where it never does."""
        worth = self.effect_rate * self.months_kept * np.asarray(monthly_usd, float)
        return np.divide(self.cost_usd, worth, out=np.full_like(worth, np.inf), where=worth > 0)

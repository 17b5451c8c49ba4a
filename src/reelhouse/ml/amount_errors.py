"""How far amounts are off on titles whose outcome came after all that was learned from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.amount_model import AmountModel
from reelhouse.ml.new_errors import NewErrors, promised

if TYPE_CHECKING:
    import pandas as pd

    from reelhouse.ml.store import Version
    from reelhouse.settings.models import ModelSettings

Floats = NDArray[np.float64]


def errors_on(
    later: pd.DataFrame, amounts: Floats, version: Version, settings: ModelSettings, counted: str
) -> NewErrors:
    """Absolute errors of logarithms, of the model and of the naive rule that was kept with it.

    Args:
        later: titles of later years than were learned from.
        amounts: natural logarithm of what came of each.
        version: that answers.
        settings: of models.
        counted: what titles are called.
    """
    card, needed = version.card, settings.least_new_cases
    nothing = NewErrors(card.metric, promised(card), counted, len(later), needed)
    if len(later) < needed:
        return nothing
    model: AmountModel = version.load()
    return replace(
        nothing,
        figures=np.abs(model.forecaster.forecast(later) - amounts),
        naive=card.best_naive.name if card.best_naive else "",
        naive_figures=np.abs(model.naive.forecast(later) - amounts),
    )

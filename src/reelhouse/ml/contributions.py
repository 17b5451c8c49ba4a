"""What each column of a matrix adds to the score of a title, exactly and adding up to it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def of_lightgbm(model: Any, matrix: Floats) -> Floats:
    """Contributions to the raw score by TreeSHAP (Lundberg and others 2020), a column each."""
    return np.asarray(model.predict(matrix, pred_contrib=True))[:, :-1]


def of_xgboost(model: Any, matrix: Floats) -> Floats:
    """Contributions to the raw score by TreeSHAP, as XGBoost computes them."""
    import xgboost

    found = model.get_booster().predict(xgboost.DMatrix(matrix), pred_contribs=True)
    return np.asarray(found, dtype=np.float64)[:, :-1]


def of_forest(model: Any, matrix: Floats) -> Floats:
    """Contributions to the mean of a forest's trees: what each split on the way changes.

    Formula: Saabas, Interpreting random forests, 2014; they add up to the forecast less the mean of
    the roots. The value of a node is that of the last class, or of the regression.
    """
    total = np.zeros(matrix.shape)
    inputs = matrix.astype(np.float32)
    for estimator in model.estimators_:
        total += _of_tree(estimator.tree_, inputs)
    return np.asarray(total / len(model.estimators_))


def _of_tree(tree: Any, matrix: NDArray[np.float32]) -> Floats:
    values = tree.value[:, 0, :]
    levels = values[:, -1] / values.sum(axis=1) if values.shape[1] > 1 else values[:, 0]
    found = np.zeros(matrix.shape)
    rows = np.arange(len(matrix))
    at = np.zeros(len(matrix), dtype=np.int64)
    while len(rows):
        rows, at = rows[tree.children_left[at] >= 0], at[tree.children_left[at] >= 0]
        split = tree.feature[at]
        shown = matrix[rows, split]
        left = np.where(
            np.isnan(shown), tree.missing_go_to_left[at] == 1, shown <= tree.threshold[at]
        )
        below = np.where(left, tree.children_left[at], tree.children_right[at])
        np.add.at(found, (rows, split), levels[below] - levels[at])
        at = below
    return found


def of_linear(coefficients: Floats, standardised: Floats) -> Floats:
    """Contributions of a linear model: coefficient times distance from the mean."""
    return np.asarray(standardised * coefficients)

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from reelhouse.transform.computed.panel import PanelFit, fit_panel


def by_definition(
    x: np.ndarray, unit: np.ndarray, period: np.ndarray, cluster: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Errors and degrees of freedom from whole matrices, with a column for every group."""
    dummies = [codes[:, None] == np.unique(codes) for codes in (unit, period)]
    design = np.column_stack([x, *dummies]).astype(float)
    pull = np.linalg.pinv(design)[: x.shape[1]]
    rest = np.eye(len(y)) - design @ np.linalg.pinv(design)
    weights = np.zeros((x.shape[1], len(np.unique(cluster)), len(y)))
    for place, name in enumerate(np.unique(cluster)):
        rows = np.flatnonzero(cluster == name)
        across, size, _ = np.linalg.svd(np.linalg.pinv(rest[np.ix_(rows, rows)], rcond=1e-9))
        weights[:, place, rows] = pull[:, rows] @ (across * np.sqrt(size)) @ across.T
    scores = weights @ rest @ y
    expected = weights @ rest @ weights.transpose(0, 2, 1)
    spread = np.trace(expected, axis1=1, axis2=2)
    return np.sqrt((scores**2).sum(axis=1)), spread**2 / (expected**2).sum(axis=(1, 2))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("units_a_cluster", [1, 2])
def test_is_what_whole_matrices_give(seed: int, units_a_cluster: int) -> None:
    rng = np.random.default_rng(seed)
    unit, period = (codes.ravel() for codes in np.indices((12, 9)))
    there = rng.random(len(unit)) < 0.8
    unit, period = unit[there], period[there]
    x = rng.normal(size=(len(unit), 2)) * (unit[:, None] + 1)
    y = x[:, 0] + rng.normal(size=len(unit))
    cluster = unit // units_a_cluster
    errors, freedom = by_definition(x, unit, period, cluster, y)

    fit = fit_panel(y, x, [unit, period], cluster)

    assert fit.standard_errors == pytest.approx(errors, rel=1e-6)
    assert fit.freedom == pytest.approx(freedom, rel=1e-6)
    assert (fit.freedom < len(np.unique(cluster)) - 1).all()


def test_clusters_that_cross_the_first_groups_count_as_well() -> None:
    rng = np.random.default_rng(4)
    unit, period = (codes.ravel() for codes in np.indices((8, 6)))
    x = rng.normal(size=(len(unit), 2))
    y = rng.normal(size=len(unit))
    errors, freedom = by_definition(x, unit, period, period, y)

    fit = fit_panel(y, x, [unit, period], period)

    assert fit.standard_errors == pytest.approx(errors, rel=1e-6)
    assert fit.freedom == pytest.approx(freedom, rel=1e-6)


def where_few_tell(seed: int) -> PanelFit:
    """Sixty units, four of which are reached in one period each; the true effect is 0.5."""
    rng = np.random.default_rng(seed)
    unit, period = (codes.ravel() for codes in np.indices((60, 10)))
    x = ((unit < 4) & (period == 2 + 2 * unit)).astype(float)
    noise = rng.normal(size=len(unit)) + rng.normal(size=60)[unit] * (period - 4.5) / 10
    return fit_panel(0.5 * x + noise, x[:, None], [unit, period], unit)


def test_intervals_hold_where_few_clusters_tell() -> None:
    fits = [where_few_tell(seed) for seed in range(300)]
    held = np.mean([fit.lower[0] <= 0.5 <= fit.upper[0] for fit in fits])
    off = [abs(fit.effects[0] - 0.5) / fit.standard_errors[0] for fit in fits]
    held_if_all_told = np.mean(off <= stats.t.ppf(0.975, 59))

    assert np.mean([fit.freedom[0] for fit in fits]) < 5
    assert 0.92 <= held <= 0.98
    assert held_if_all_told < 0.9


def test_what_one_cluster_alone_tells_has_no_error() -> None:
    rng = np.random.default_rng(5)
    unit, period = (codes.ravel() for codes in np.indices((12, 9)))
    alone = rng.normal(size=len(unit)) * (unit == 3)
    x = np.column_stack([alone, rng.normal(size=len(unit))])

    fit = fit_panel(rng.normal(size=len(unit)), x, [unit, period], unit)

    assert np.isfinite(fit.effects).all()
    assert np.isnan(fit.standard_errors[0])
    assert np.isnan(fit.lower[0])
    assert np.isfinite(fit.standard_errors[1])

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from reelhouse.transform.computed.run_effects import (
    Floats,
    Rows,
    Variances,
    fit_runs,
    inverse,
    jackknife,
)

START = Variances(level=0.05, slope=0.05, noise=np.array([0.05, 0.05]))


def invent(seed: int, runs: int, rows_each: int) -> Rows:
    """Runs of known variances, half of their rows from a source of little noise."""
    rng = np.random.default_rng(seed)
    run = np.repeat(np.arange(runs), rows_each)
    time = rng.uniform(-1, 1, len(run))
    source = rng.integers(0, 2, len(run))
    design = np.column_stack([np.ones(len(run)), time, rng.normal(size=len(run))])
    level, slope = 0.3 * rng.normal(size=runs), 0.2 * rng.normal(size=runs)
    noise = np.array([0.2, 0.05])[source] * rng.normal(size=len(run))
    outcome = design @ [1.0, 0.5, -0.25] + level[run] + slope[run] * time + noise
    return Rows(outcome, design, run, time, source)


def covariance(rows: Rows, variances: Variances) -> Floats:
    """Of all rows, written down in full."""
    same = rows.run[:, None] == rows.run[None, :]
    between = variances.level + variances.slope * np.outer(rows.time, rows.time)
    return np.where(same, between, 0.0) + np.diag(variances.noise[rows.source])


def test_coefficients_are_those_of_the_covariance_written_in_full() -> None:
    rows = invent(1, runs=12, rows_each=5)
    # where variances have come to rest, those that come out are those that were used
    variances = START
    for _ in range(200):
        variances = fit_runs(rows, variances).variances

    weight = np.linalg.inv(covariance(rows, variances))
    expected = np.linalg.solve(
        rows.design.T @ weight @ rows.design, rows.design.T @ weight @ rows.outcome
    )

    assert fit_runs(rows, variances).coefficients == pytest.approx(expected, abs=1e-6)


def test_variances_are_found() -> None:
    rows = invent(2, runs=800, rows_each=6)
    variances = START
    for _ in range(10):
        variances = fit_runs(rows, variances).variances

    assert variances.level == pytest.approx(0.3**2, rel=0.15)
    assert variances.slope == pytest.approx(0.2**2, rel=0.15)
    assert np.sqrt(variances.noise) == pytest.approx([0.2, 0.05], rel=0.1)


def test_the_jackknife_leaves_out_each_group() -> None:
    rows = invent(3, runs=12, rows_each=4)
    fit = fit_runs(rows, START)
    groups = rows.run // 2
    weight = np.linalg.inv(covariance(rows, fit.variances))

    def solved(kept: NDArray[np.bool_]) -> Floats:
        design, outcome = rows.design[kept], rows.outcome[kept]
        inner = weight[np.ix_(kept, kept)]
        return np.asarray(np.linalg.solve(design.T @ inner @ design, design.T @ inner @ outcome))

    changes = [solved(groups != group) - solved(groups >= 0) for group in range(6)]
    expected = sum(np.outer(change, change) for change in changes)

    assert jackknife(rows, fit, groups) == pytest.approx(expected, rel=1e-6)


def test_what_one_group_alone_tells_does_not_spoil_the_rest() -> None:
    rows = invent(4, runs=20, rows_each=4)
    only = (rows.run == 7).astype(float)
    with_own = replace(rows, design=np.column_stack([rows.design, only]))
    fit = fit_runs(with_own, START)

    errors = np.sqrt(np.diag(jackknife(with_own, fit, rows.run)))

    usual = np.sqrt(np.diag(jackknife(rows, fit_runs(rows, START), rows.run)))
    assert errors[:3] == pytest.approx(usual, rel=0.5)


def test_an_inverse_leaves_out_what_cannot_be_told() -> None:
    matrix = np.array([[4.0, 0.0, 4.0], [0.0, 1e-6, 0.0], [4.0, 0.0, 4.0]])

    found = inverse(matrix)

    assert matrix @ found @ matrix == pytest.approx(matrix)
    assert found[1, 1] == pytest.approx(1e6)

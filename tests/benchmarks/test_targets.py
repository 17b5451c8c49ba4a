from __future__ import annotations

import pytest
from benchmarks.measure import Usage
from benchmarks.targets import judge, judge_exponent


def took(seconds: float, *, peak_bytes: float = 1e9, timed_out: bool = False) -> Usage:
    return Usage(seconds, seconds, peak_bytes, timed_out)


@pytest.mark.parametrize(
    ("scale", "reference", "reelhouse", "passed"),
    [
        (0.5, 100, 130, True),
        (0.5, 100, 130.1, False),
        (0.1, 10, 19, True),
        (0.1, 10, 19.1, False),
    ],
)
def test_the_allowance_for_starting_ends_at_large_scales(
    scale: float, reference: float, reelhouse: float, passed: bool
) -> None:
    (verdict,) = judge(scale, {"reference": took(reference), "reelhouse": took(reelhouse)})
    assert verdict.passed is passed


@pytest.mark.parametrize(
    ("scale", "times", "passed"), [(0.1, 6, True), (0.1, 5.9, False), (0.5, 7.9, False)]
)
def test_the_lead_over_the_peer_grows_with_scale(scale: float, times: float, passed: bool) -> None:
    (verdict,) = judge(scale, {"reelhouse": took(10), "imdb-sqlite": took(10 * times)})
    assert verdict.passed is passed


@pytest.mark.parametrize(("seconds", "passed"), [(60, True), (50, None)])
def test_a_stopped_peer_can_prove_a_target_but_not_disprove_it(
    seconds: float, passed: bool | None
) -> None:
    usages = {"reelhouse": took(10), "imdb-sqlite": took(seconds, timed_out=True)}
    (verdict,) = judge(0.1, usages)
    assert verdict.passed is passed
    assert "over" in verdict.found


def test_peak_memory_is_judged_at_full_size_only() -> None:
    usages = {"reelhouse": took(10, peak_bytes=7e9)}
    assert judge(0.5, usages) == []
    (verdict,) = judge(1.0, usages)
    assert verdict.passed is False


def test_a_run_of_reelhouse_that_was_stopped_is_not_judged() -> None:
    assert judge(0.5, {"reference": took(10), "reelhouse": took(5, timed_out=True)}) == []


def test_faster_than_linear_growth_misses_the_target() -> None:
    assert judge_exponent(1.0, "wall time").passed
    assert not judge_exponent(1.2, "wall time").passed


@pytest.mark.parametrize(("limit", "passed"), [("4GB", True), ("1500MB", False)])
def test_an_engine_with_little_memory_has_to_stay_below_a_lower_peak(
    limit: str, passed: bool
) -> None:
    usages = {"reelhouse": took(5, peak_bytes=int(2.5e9))}

    (verdict,) = judge(1.0, usages, limit)

    assert verdict.passed is passed

"""How time grows with size: the exponent of a power law through several scales."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.contestants import REELHOUSE, REFERENCE
from benchmarks.runs import ScaleResult
from benchmarks.targets import Verdict, judge_exponent

SCALES = (0.02, 0.05, 0.1, 0.2, 0.5)


@dataclass(frozen=True, slots=True)
class Growth:
    """How one measure of one contestant grows.

    Attributes:
        contestant: whose it is.
        measure: `wall time` or `CPU time`.
        seconds: what was measured, by scale.
        exponent: slope of the least-squares line through log seconds over log scale.
        last_exponent: slope between the two largest scales only, where fixed costs weigh least.
    """

    contestant: str
    measure: str
    seconds: dict[float, float]
    exponent: float
    last_exponent: float


def fit_exponent(seconds: Mapping[float, float]) -> float:
    """The slope of log seconds over log scale by least squares: 1 is linear growth.

    Args:
        seconds: by scale, at least two.
    """
    xs = [math.log(scale) for scale in seconds]
    ys = [math.log(value) for value in seconds.values()]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    covariance = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return covariance / sum((x - mean_x) ** 2 for x in xs)


def growths(results: list[ScaleResult]) -> list[Growth]:
    """The growth of wall and CPU time of Reelhouse and the reference.

    Args:
        results: of at least two scales, at which both ran.
    """
    found = []
    for contestant in (REELHOUSE, REFERENCE):
        usages = {r.universe.scale: r.usages[contestant] for r in results}
        for measure, seconds in (
            ("wall time", {scale: usage.wall_seconds for scale, usage in usages.items()}),
            ("CPU time", {scale: usage.cpu_seconds for scale, usage in usages.items()}),
        ):
            last_two = {scale: seconds[scale] for scale in sorted(seconds)[-2:]}
            found.append(
                Growth(contestant, measure, seconds, fit_exponent(seconds), fit_exponent(last_two))
            )
    return found


def verdicts(found: list[Growth]) -> list[Verdict]:
    """Reelhouse's exponents against the target, over all scales and at the upper end."""
    return [
        verdict
        for growth in found
        if growth.contestant == REELHOUSE
        for verdict in (
            judge_exponent(growth.exponent, growth.measure),
            judge_exponent(growth.last_exponent, f"{growth.measure} at the two largest scales"),
        )
    ]

"""The choice of deals with the highest expected profit that keeps to all limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reelhouse.errors import ReelhouseError
from reelhouse.ml.licensing_choice.limits import Limit, Limits, linear_limits
from reelhouse.ml.licensing_choice.quiet import no_output

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_SECONDS = 20.0
"""Time that one solution may take."""

RELATIVE_GAP = 1e-5
_INFEASIBLE = 2


class Contradiction(ReelhouseError):
    """No choice keeps to all limits.

    Attributes:
        names: limits that cannot be kept together; without any one of them they could.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            f"these limits contradict each other: {'; '.join(names)}",
            advice="Without any one of them there is a choice: loosen one.",
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """Offers with what they cost and may earn.

    Attributes:
        fees: dollars of each offer.
        revenue: expected dollars of each offer.
        scenarios: revenue of each offer in drawn worlds, draws by offers.
        limits: linear ones.
        most_loss_usd: mean loss of the worst cases at most; None for any.
        tail_rate: share of cases that count as worst.
    """

    fees: Floats
    revenue: Floats
    scenarios: Floats
    limits: tuple[Limit, ...]
    most_loss_usd: float | None
    tail_rate: float

    @classmethod
    def of(
        cls, offers: pd.DataFrame, revenue: Floats, scenarios: Floats, limits: Limits
    ) -> Problem:
        """The problem of a table of offers; see `limits.linear_limits` for its columns."""
        return cls(
            fees=offers["fee_usd"].to_numpy(float),
            revenue=np.asarray(revenue, float),
            scenarios=np.atleast_2d(np.asarray(scenarios, float)),
            limits=tuple(linear_limits(offers, limits)),
            most_loss_usd=limits.most_loss_usd,
            tail_rate=limits.tail_rate,
        )

    @property
    def profits(self) -> Floats:
        """Expected profit of each offer."""
        return self.revenue - self.fees

    @property
    def risk_name(self) -> str:
        """The limit on risk in words."""
        return (
            f"at most {self.most_loss_usd:,.0f} USD lost on average in the worst "
            f"{self.tail_rate:.0%} of cases"
        )

    def tail_loss(self, chosen: Flags) -> float:
        """Mean loss of a choice in the worst cases; negative where even they earn.

        Formula: conditional value at risk, Rockafellar and Uryasev, Journal of Risk 2 (2000).
        """
        losses = np.sort(self.fees[chosen].sum() - self.scenarios[:, chosen].sum(axis=1))[::-1]
        worst = self.tail_rate * len(losses)
        whole = int(worst)
        total = losses[:whole].sum() + (worst - whole) * (losses[whole] if worst > whole else 0)
        return float(total / worst)

    def with_fee(self, place: int, fee: float) -> Problem:
        """The same with another fee for one offer, whose revenue stays what it is."""
        fees = self.fees.copy()
        fees[place] = fee
        limits = tuple(replace(x, weights=fees) if x.is_by_fee else x for x in self.limits)
        return replace(self, fees=fees, limits=limits)

    def with_choice(self, place: int, *, is_in: bool) -> Problem:
        """The same with one offer signed, or not."""
        weights = np.zeros(len(self.fees))
        weights[place] = 1
        low, high = (1.0, np.inf) if is_in else (-np.inf, 0.0)
        return replace(self, limits=(*self.limits, Limit("tried", weights, low, high)))


@dataclass(frozen=True, slots=True)
class Choice:
    """The best choice.

    Attributes:
        chosen: whether each offer is signed.
        expected_profit_usd: of all together.
        tail_loss_usd: mean loss in the worst cases.
        gap_usd: what a better choice could earn more at most, where time ran out.
    """

    chosen: Flags
    expected_profit_usd: float
    tail_loss_usd: float
    gap_usd: float = 0.0


def choose(problem: Problem) -> Choice:
    """The choice with the highest expected profit; none signed where none pays.

    Raises:
        Contradiction: no choice keeps to all limits; the error names those that conflict.
    """
    found = solve(problem)
    if found is None:
        raise Contradiction(conflict(problem))
    return found


def solve(problem: Problem) -> Choice | None:
    """The best choice; None where no choice keeps to all limits."""
    count = len(problem.fees)
    if not count:
        is_kept = all(limit.low <= 0 <= limit.high for limit in problem.limits)
        return Choice(np.zeros(0, bool), 0.0, 0.0) if is_kept else None
    # most choices are safe enough without being told to, and are found much faster
    found = _solve(problem, with_risk=False)
    if found is None or problem.most_loss_usd is None:
        return found
    if found.tail_loss_usd <= problem.most_loss_usd * (1 + 1e-9) + 1e-6:
        return found
    return _solve(problem, with_risk=True)


def _solve(problem: Problem, *, with_risk: bool) -> Choice | None:
    """Integer programme; money in thousands, as the solver's tolerances are absolute."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, eye_array, hstack

    count, unit = len(problem.fees), 1000.0
    draws = len(problem.scenarios) if with_risk else 0
    extra = draws + 1 if with_risk else 0
    objective = np.concatenate([-problem.profits / unit, np.zeros(extra)])
    rows = []
    for limit in problem.limits:
        scale = unit if limit.is_by_fee else 1.0
        weights = np.concatenate([limit.weights / scale, np.zeros(extra)])
        rows.append(LinearConstraint(weights[None, :], limit.low / scale, limit.high / scale))
    if with_risk:
        # loss of a world - threshold - excess <= 0; threshold + mean excess / tail <= limit
        losses = (problem.fees - problem.scenarios) / unit
        matrix = hstack(
            [csr_array(losses), csr_array(-np.ones((draws, 1))), -eye_array(draws)], format="csr"
        )
        rows.append(LinearConstraint(matrix, -np.inf, 0))
        mean = np.full(draws, 1 / (problem.tail_rate * draws))
        weights = np.concatenate([np.zeros(count), [1.0], mean])
        rows.append(
            LinearConstraint(weights[None, :], -np.inf, (problem.most_loss_usd or 0) / unit)
        )
    low, high = np.zeros(count + extra), np.concatenate([np.ones(count), np.full(extra, np.inf)])
    if with_risk:
        low[count] = -np.inf
    with no_output():
        result = milp(
            objective,
            constraints=rows,
            integrality=np.concatenate([np.ones(count), np.zeros(extra)]),
            bounds=Bounds(low, high),
            # problems are small: looking for what could be left out takes longer than solving
            options={"time_limit": MOST_SECONDS, "mip_rel_gap": RELATIVE_GAP, "presolve": False},
        )
    if result.x is None:
        if result.status != _INFEASIBLE:
            raise ReelhouseError(
                f"no choice was found in {MOST_SECONDS:.0f} s: {result.message}",
                advice="Fewer offers or looser limits are solved faster.",
            )
        return None
    chosen = np.asarray(result.x[:count] > 0.5)
    gap = max(0.0, float(result.fun - result.mip_dual_bound)) * unit
    profit = float(problem.profits[chosen].sum())
    return Choice(chosen, profit, problem.tail_loss(chosen), gap if gap > 1 else 0.0)


def conflict(problem: Problem) -> list[str]:
    """Limits that cannot be kept together, and none of which could be left out of the list.

    Formula: the deletion filter, Chinneck and Dravnieks, ORSA Journal on Computing 3 (1991).
    """
    kept = list(problem.limits)
    risk = problem.most_loss_usd
    if risk is not None and solve(replace(problem, most_loss_usd=None)) is None:
        risk = None
    for limit in list(kept):
        fewer = [each for each in kept if each is not limit]
        if solve(replace(problem, limits=tuple(fewer), most_loss_usd=risk)) is None:
            kept = fewer
    return [limit.name for limit in kept] + ([problem.risk_name] if risk is not None else [])

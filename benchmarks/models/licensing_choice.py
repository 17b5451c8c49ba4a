"""What a choice of deals truly earns in invented worlds, by the way in which returns are told.

python -m benchmarks.models.licensing_choice
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd
from tests.ml.licensing_choice.offers import deals_of_world, offers_of_world

from benchmarks.models._pages import table, write
from benchmarks.targets import Verdict
from reelhouse.ml.licensing_choice.flips import flip_prices
from reelhouse.ml.licensing_choice.limits import Limits
from reelhouse.ml.licensing_choice.portfolio import Problem, choose
from reelhouse.ml.licensing_choice.returns import features_of, rules
from reelhouse.simulator.world import World

SEEDS = (7, 8, 9, 10, 11, 21, 22, 23, 24, 25)
DRAWS = 400
LEAST_SHARE = 0.98
MODEL = "Bayesian regression"
LIMITS = {
    "budget of 5 million, at most 0.5 million lost in the worst 5 %": Limits(
        budget_usd=5e6, most_loss_usd=5e5
    ),
    "six deals": Limits(max_deals=6),
    "budget of 8 million, three deals a region": Limits(
        budget_usd=8e6,
        most_by_region=dict.fromkeys(("Europe", "North America", "Latin America"), 3),
    ),
}


def shares(seed: int) -> tuple[list[dict[str, object]], float]:
    """What each rule's choice earns of the best, and the CPU seconds that flip prices took."""
    world = World(seed=seed)
    deals, offers = deals_of_world(world), offers_of_world(world)
    fees, truth = (offers[c].to_numpy(float) for c in ("fee_usd", "true_revenue_usd"))
    rows: list[dict[str, object]] = []
    spent = 0.0
    for rule in rules(seed):
        rule.learn(features_of(deals), deals["log_return"].to_numpy(float))
        told = rule.joint(features_of(offers))
        scenarios = told.scenarios(DRAWS, np.random.default_rng(seed)) * fees
        for name, limits in LIMITS.items():
            best = choose(Problem.of(offers, truth, truth[None, :], limits))
            problem = Problem.of(offers, told.expected_return * fees, scenarios, limits)
            found = choose(problem)
            earned = float((truth - fees)[found.chosen].sum()) / best.expected_profit_usd
            rows.append({"rule": rule.name, "limits": name, "share": earned})
            if seed == SEEDS[0] and rule.name == MODEL and name == "six deals":
                began = time.process_time()
                flip_prices(problem, found)
                spent = time.process_time() - began
    return rows, spent


def main() -> int:
    """Measure, print and keep."""
    rows, spent = [], []
    for seed in SEEDS:
        found, seconds = shares(seed)
        rows += found
        spent += [seconds] if seconds else []
    frame = pd.DataFrame(rows)
    by_rule = {
        key: float(v) for key, v in frame.groupby(["rule", "limits"])["share"].mean().items()
    }
    lowest = {key: float(v) for key, v in frame.groupby("rule")["share"].min().items()}
    order = [rule.name for rule in rules(0)]
    told = table(
        ["returns told by", *LIMITS, "lowest of all"],
        [
            [name, *(f"{by_rule[name, limit]:.3f}" for limit in LIMITS), f"{lowest[name]:.3f}"]
            for name in order
        ],
    )
    mean = float(frame.loc[frame["rule"] == MODEL, "share"].mean())
    naive = float(frame.loc[frame["rule"] == "mean of its kind", "share"].mean())
    return write(
        "licensing-choice",
        [
            "# What to license",
            f"Share of the highest possible true profit that the choice earns, mean of worlds "
            f"{', '.join(map(str, SEEDS))} with 36 offers each. Profit is by the planted mean "
            "return of each offer, which no rule sees.",
            told,
            f"Flip prices of 36 offers took {np.mean(spent):.1f} s of CPU time.",
        ],
        [
            Verdict(
                f"choice within 2 % of the true optimum ({MODEL}, mean)",
                f"{mean:.3f}, mean of its kind {naive:.3f}",
                bool(mean >= LEAST_SHARE),
            )
        ],
    )


if __name__ == "__main__":
    sys.exit(main())

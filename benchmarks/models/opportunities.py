"""How often verdicts on genres are right, against trends that were planted in invented lists.

python -m benchmarks.models.opportunities
"""

from __future__ import annotations

import sys
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from benchmarks.models._pages import table, write
from benchmarks.targets import Verdict
from reelhouse.ml.opportunities.head_to_head import NOT_CLEAR, measure_of
from reelhouse.ml.opportunities.samples import weighted_mean_sample
from reelhouse.ml.opportunities.shrinkage import shrink, spread_between

SEED = 7
WORLDS = 200
GENRES = 12
LEAST_RIGHT = 0.93
SPREADS = (0.0, 0.1, 0.3)
"""How much genres differ in truth, against a deviation of 1 between titles of one genre."""


def invented(spread: float, rng: np.random.Generator) -> tuple[NDArray[np.float64], ...]:
    """True means of genres, values of titles, and how much of each title is of each genre."""
    truth = rng.normal(0, spread, GENRES)
    weights = np.zeros((int(rng.integers(60, 400)), GENRES))
    for row in weights:
        own = rng.choice(GENRES, int(rng.integers(1, 4)), replace=False)
        row[own] = 1 / len(own)
    # long-tailed, as hours and ratings are
    values = weights @ truth + rng.standard_t(5, len(weights)) * np.sqrt(3 / 5)
    return truth, values, weights


def head_to_head(spread: float) -> dict[str, float]:
    """Right verdicts of head to head and of the naive rule, over many invented worlds."""
    rng = np.random.default_rng(SEED)
    given, right, naive_right, pairs = 0, 0, 0, 0
    for _ in range(WORLDS):
        truth, values, weights = invented(spread, rng)
        names = tuple(f"g{number}" for number in range(GENRES))
        sample = weighted_mean_sample(
            "value", "", "", names, values, weights, least=5, draws=300,
            seed=int(rng.integers(1 << 30)),
        )  # fmt: skip
        # what the weighted means estimate: titles of several genres count for each
        expected = (weights @ truth) @ weights / weights.sum(axis=0)
        for a, b in combinations(range(GENRES), 2):
            told = measure_of(sample, names[a], names[b])
            if not told.a or not told.b:
                continue
            pairs += 1
            is_first = expected[a] > expected[b]
            naive_right += (told.a[0] > told.b[0]) == is_first if spread else 0
            if told.verdict != NOT_CLEAR:
                given += 1
                right += (told.verdict == names[a]) == is_first if spread else 0
    return {
        "given": given / pairs,
        "right": right / given if given and spread else float("nan"),
        "naive": naive_right / pairs if spread else float("nan"),
    }


def shrunk_coverage(spread: float) -> tuple[float, float, float]:
    """Coverage of 95 % intervals of shrunk estimates, and their error beside that of raw ones."""
    rng = np.random.default_rng(SEED)
    covered, error, raw = [], [], []
    for _ in range(WORLDS):
        truth = rng.normal(0, spread, 60)
        errors = rng.uniform(0.1, 0.6, 60)
        values = truth + errors * rng.standard_normal(60)
        told = shrink(values, errors, spread_between(values, errors))
        low, high = told.interval()
        covered.append(((truth >= low) & (truth <= high)).mean())
        error.append(((told.mean - truth) ** 2).mean())
        raw.append(((values - truth) ** 2).mean())
    return float(np.mean(covered)), float(np.sqrt(np.mean(error))), float(np.sqrt(np.mean(raw)))


def main() -> int:
    """Measure, print and keep."""
    found = {spread: head_to_head(spread) for spread in SPREADS}
    rows = [
        [f"{spread:g}", f"{each['given']:.1%}",
         *("–" if each[name] != each[name] else f"{each[name]:.1%}" for name in ("right", "naive"))]
        for spread, each in found.items()
    ]  # fmt: skip
    shrunk = {spread: shrunk_coverage(spread) for spread in (0.1, 0.3, 1.0)}
    rows_shrunk = [
        [f"{spread:g}", f"{cover:.1%}", f"{error:.3f}", f"{raw:.3f}"]
        for spread, (cover, error, raw) in shrunk.items()
    ]
    false_rate = found[0.0]["given"]
    return write(
        "opportunities",
        [
            "# Opportunities and head to head",
            f"{WORLDS} invented worlds of {GENRES} genres, 60 to 400 titles of up to three genres, "
            "values with long tails.",
            table(
                ["true spread of genres", "verdicts given", "of them right",
                 "right if the higher figure always wins"],
                rows,
            ),
            "With a spread of 0 no verdict is right; 5 % are to be expected, 2.5 % either way.",
            "## Shrunk estimates",
            table(["true spread", "coverage of 95 % intervals", "error", "error of raw figures"],
                  rows_shrunk),
        ],
        [
            Verdict(
                f"at least {LEAST_RIGHT:.0%} of verdicts right where genres differ",
                f"{found[0.3]['right']:.1%}, naive {found[0.3]['naive']:.1%}",
                bool(found[0.3]["right"] >= LEAST_RIGHT),
            ),
            Verdict("at most 7 % verdicts where nothing differs", f"{false_rate:.1%}",
                    false_rate <= 0.07),
            Verdict(
                "shrunk intervals of 95 % cover 90 to 98 %",
                ", ".join(f"{cover:.1%}" for cover, *_ in shrunk.values()),
                bool(all(0.9 <= cover <= 0.98 for cover, *_ in shrunk.values())),
            ),
        ],
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

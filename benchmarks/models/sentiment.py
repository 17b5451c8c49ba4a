"""How often sentiment is right on two sets of labelled texts, and across them.

python -m benchmarks.models.sentiment
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.models._pages import DATA, figure, table, write
from benchmarks.targets import Verdict
from reelhouse.ml.card import Candidate
from reelhouse.ml.sentiment.competition import ACCURACY, learn_all, rated
from reelhouse.ml.sentiment.labels import Labels, tidy

SEED = 7
DRAWS = 1000
MOST_LEARNED = 24_000
LEAST_ACCURACY = 0.75


@dataclass(frozen=True, slots=True)
class Texts:
    """Labelled texts of one kind."""

    name: str
    texts: NDArray[np.object_]
    is_kind: NDArray[np.bool_]

    def part(self, rows: NDArray[np.int64]) -> Texts:
        """Some of them."""
        return Texts(self.name, self.texts[rows], self.is_kind[rows])


def sentences() -> Labels:
    """10,662 sentences about films, half of them kind."""
    sides = {
        kind: (DATA / "text" / f"rt-polarity.{side}").read_text("latin-1").splitlines()
        for kind, side in ((True, "pos"), (False, "neg"))
    }
    rows = [(line.strip(), kind) for kind, lines in sides.items() for line in lines]
    return tidy([text for text, _ in rows], [kind for _, kind in rows])


def reviews() -> Labels:
    """54,432 reviews of Rotten Tomatoes, fresh or rotten."""
    path = DATA / "movies_2019" / "rt.reviews.tsv.gz"
    rows = pd.read_csv(path, sep="\t", encoding="latin-1").dropna(subset=["review", "fresh"])
    return tidy(rows["review"].astype(str).tolist(), (rows["fresh"] == "fresh").tolist())


def measure(train: Texts, test: Texts) -> tuple[list[Candidate], float]:
    """Every judge, learned from one part and tested on the other; and the CPU seconds it took."""
    known = set(train.texts.tolist())
    fresh = np.array([text not in known for text in test.texts])
    began = time.process_time()
    learned = learn_all(train.texts.tolist(), train.is_kind, SEED)
    spent = time.process_time() - began
    texts = test.texts[fresh].tolist()
    return [
        rated(judge.name, judge.margins(texts), test.is_kind[fresh], seed=SEED, draws=DRAWS)
        for judge in learned
    ], spent


def main() -> int:
    """Measure, print and keep; 1 where a target was missed or the data is not there."""
    if not DATA.is_dir():
        print(f"the recorded texts are not there: {DATA}")
        return 1
    rng = np.random.default_rng(SEED)
    sets, notes = {}, []
    for name, labels in (("sentences", sentences()), ("reviews", reviews())):
        rows = labels.rows
        order = rng.permutation(len(rows))
        whole = Texts(name, rows["text"].to_numpy(object), rows["is_kind"].to_numpy(bool))
        test, train = np.split(order, [len(order) // 4])
        sets[name] = (whole.part(train[:MOST_LEARNED]), whole.part(test))
        notes.append(
            f"- {name}: {len(rows):,} texts, {rows['is_kind'].mean():.1%} kind; left out "
            f"{labels.left_out}. Learned from {len(sets[name][0].texts):,}, tested on "
            f"{len(test):,}, drawn with seed {SEED}."
        )
    parts = ["# Sentiment", "\n".join(notes)]
    judged: list[Verdict] = []
    for learned_from in sets:
        for tested_on in sets:
            found, spent = measure(sets[learned_from][0], sets[tested_on][1])
            parts.append(f"## Learned from {learned_from}, tested on {tested_on}")
            parts.append(
                table(
                    ["judge", "accuracy (95 % interval)", "AUC"],
                    [
                        [c.name, figure(c.scores[ACCURACY.name]), figure(c.scores["AUC"])]
                        for c in found
                    ],
                )
            )
            parts.append(f"All judges together learned in {spent:.0f} s of CPU time.")
            best = found[-1].scores[ACCURACY.name]
            naive = found[0].scores[ACCURACY.name]
            if learned_from == tested_on:
                judged += [
                    Verdict(
                        f"accuracy on {tested_on} at least {LEAST_ACCURACY}",
                        f"{figure(best)}, VADER {figure(naive)}",
                        best.value >= LEAST_ACCURACY,
                    ),
                    Verdict("learned in a minute", f"{spent:.0f} s", spent <= 60),
                ]
    return write("sentiment", parts, judged)


if __name__ == "__main__":
    sys.exit(main())

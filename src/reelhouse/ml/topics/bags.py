"""Texts as counts of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
KEYS = ("text_kind", "platform", "text_id")


@dataclass(frozen=True, slots=True)
class Bags:
    """Texts of one corpus.

    Attributes:
        texts: text_kind, platform, text_id and written_date, a row each.
        words: the vocabulary.
        counts: sparse matrix, texts by words.
    """

    texts: pd.DataFrame
    words: tuple[str, ...]
    counts: Any

    def __len__(self) -> int:
        return len(self.texts)

    def part(self, rows: NDArray[np.int64]) -> Bags:
        """Some of the texts."""
        return Bags(self.texts.iloc[rows].reset_index(drop=True), self.words, self.counts[rows])

    def halves(self, seed: int) -> tuple[Bags, Bags]:
        """Two halves drawn at random."""
        order = np.random.default_rng(seed).permutation(len(self))
        return self.part(order[::2]), self.part(order[1::2])


MOST_COMMON_RATE = 0.3
"""A word in more texts than this share tells nothing of a topic."""


def bags_of(terms: pd.DataFrame, words: Sequence[str] | None = None) -> Bags:
    """Texts from rows of `fact_text_term`.

    Args:
        terms: `KEYS`, written_date, term, term_count.
        words: the vocabulary; by default all words but those of very many texts. Texts without any
            of them are left out.
    """
    from scipy.sparse import csr_array

    if words is None:
        most = MOST_COMMON_RATE * len(terms.drop_duplicates(list(KEYS)))
        counts = terms["term"].value_counts()
        words = sorted(counts.index[counts <= most])
    kept = terms[terms["term"].isin(set(words))]
    vocabulary = tuple(words)
    texts = kept.drop_duplicates(list(KEYS))[[*KEYS, "written_date"]].reset_index(drop=True)
    place = {
        key: row for row, key in enumerate(texts[list(KEYS)].itertuples(index=False, name=None))
    }
    column = {word: number for number, word in enumerate(vocabulary)}
    rows = [place[key] for key in kept[list(KEYS)].itertuples(index=False, name=None)]
    columns = [column[term] for term in kept["term"]]
    shape = (len(texts), len(vocabulary))
    counts = csr_array((kept["term_count"].to_numpy(float), (rows, columns)), shape=shape)
    return Bags(texts, vocabulary, counts)


def by_time(bags: Bags, train_share: float, seed: int) -> tuple[Bags, Bags]:
    """Earlier texts and later ones; those without a day are parted at random."""
    import pandas as pd

    days = pd.to_datetime(bags.texts["written_date"])
    if days.notna().all():
        order = np.argsort(days.to_numpy(), kind="stable")
    else:
        order = np.random.default_rng(seed).permutation(len(bags))
    edge = int(len(order) * train_share)
    return bags.part(np.sort(order[:edge])), bags.part(np.sort(order[edge:]))

"""How alike two names are that differ by more than case, accents and punctuation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from reelhouse.titles.numerals import numbers_in

_CLOSE_PCT = 92
_SIMILAR_PCT = 80
_CONTAINED_PCT = 45


def compare_names(
    some: Sequence[str], others: Sequence[str]
) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Compare names pair by pair.

    Args:
        some: names as `name_words` gives them.
        others: as many names.

    Returns:
        The finding of each pair, one of `EVIDENCE["name"]`, and the similarity, 0–1: the share of
        letters that need no change (normalised indel similarity), words in any order.
    """
    in_order = _pairwise(fuzz.ratio, some, others)
    any_order = _pairwise(fuzz.token_sort_ratio, some, others)
    contained = _pairwise(fuzz.token_set_ratio, some, others)
    alike = np.maximum(in_order, any_order)
    words = {name: len(name.split()) for name in {*some, *others}}
    numbers = {name: numbers_in(name) for name in words}
    is_numbered_otherwise = np.array(
        [numbers[a] != numbers[b] for a, b in zip(some, others, strict=True)], dtype=bool
    )
    is_long = np.array(
        [min(words[a], words[b]) > 1 for a, b in zip(some, others, strict=True)], dtype=bool
    )
    findings = np.select(
        [
            is_numbered_otherwise,
            alike >= _CLOSE_PCT,
            (contained == 100) & is_long & (in_order >= _CONTAINED_PCT),
            alike >= _SIMILAR_PCT,
        ],
        ["other numbers", "close", "contained", "similar"],
        "unlike",
    )
    return findings.astype(object), alike / 100


def _pairwise(scorer: object, some: Sequence[str], others: Sequence[str]) -> NDArray[np.float64]:
    if not some:
        return np.zeros(0)
    return process.cpdist(some, others, scorer=scorer, workers=2, dtype=np.float64)  # type: ignore[arg-type]

"""Members with planted tastes: each of a few groups watches its own titles, and some of all."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import sparse

from reelhouse.ml.recommendations.content import About
from reelhouse.ml.recommendations.interactions import History, Interactions

GROUPS = 4


def planted(
    members: int = 160, titles: int = 48, each: int = 16, days: int = 200, seed: int = 7
) -> Interactions:
    """Viewing in which a member watches titles of its group six times as often as others.

    Title `t` and member `m` are of the groups `t % GROUPS` and `m % GROUPS`; within a group titles
    differ in how popular they are.
    """
    rng = np.random.default_rng(seed)
    popular = rng.uniform(0.5, 1.5, titles)
    rows = []
    for member in range(members):
        weights = popular * np.where(np.arange(titles) % GROUPS == member % GROUPS, 6.0, 1.0)
        chosen = rng.choice(titles, each, replace=False, p=weights / weights.sum())
        rows += [
            (member, title, day)
            for title, day in zip(chosen, rng.integers(0, days, each), strict=True)
        ]
    member, title, day = np.array(rows, dtype=np.int64).T
    minutes = rng.uniform(5, 120, len(rows))
    return Interactions(member, title, minutes, day.astype(np.float64), members, titles)


def about(titles: int = 48) -> list[About]:
    """What the planted titles are about: groups are genres."""
    return [
        About(f"Title {place}", (f"Genre {place % GROUPS}", "kind: movie"), (f"p{place % 9}",))
        for place in range(titles)
    ]


def shuffled(everything: Interactions, seed: int = 3) -> Interactions:
    """The same titles, days and numbers a member, dealt to members by chance."""
    order = np.random.default_rng(seed).permutation(len(everything))
    return Interactions(
        everything.members, everything.titles[order], everything.values, everything.days,
        everything.member_count, everything.title_count,
    )  # fmt: skip


def history(seen: np.ndarray, ages: np.ndarray | None = None) -> History:
    """A history by a dense matrix of what was watched, members by titles, 0 where not."""
    values = sparse.csr_matrix(np.asarray(seen, dtype=np.float64))
    where = values.nonzero()
    old = np.zeros(values.nnz) if ages is None else np.asarray(ages, dtype=np.float64)[where]
    shaped = sparse.csr_matrix((old, values.indices, values.indptr), shape=values.shape)
    return History(values, shaped, np.arange(values.shape[0]))


def watched() -> st.SearchStrategy[np.ndarray]:
    """Small matrices of what was watched, in which some rows or columns may be empty."""
    shapes = st.tuples(st.integers(2, 8), st.integers(2, 9))
    return shapes.flatmap(
        lambda shape: arrays.arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0]))
    )

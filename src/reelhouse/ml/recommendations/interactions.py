"""Who watched what and when, and how it is divided into what is known and what comes later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Matrix = Any
"""A scipy CSR matrix; scipy has no types."""


@dataclass(frozen=True, slots=True)
class Weighting:
    """What one watched title counts.

    Attributes:
        power: of the value, such as minutes or stars by their mean; 0 counts every title once.
        half_life_days: after so many days it counts half; None where age does not matter.
    """

    power: float = 0.0
    half_life_days: float | None = None


ONCE = Weighting()
"""Every watched title counts the same."""


@dataclass(frozen=True, slots=True)
class History:
    """What members have watched up to a day, a row each.

    Attributes:
        values: CSR of members by titles: how much was watched, above 0.
        ages: CSR of the same places: days since the last time, at least 0.
        rows: place of each member among those learned from, -1 where it is none of them. Methods
            that compare members leave out the member itself by it.
    """

    values: Matrix
    ages: Matrix
    rows: Places

    @property
    def shape(self) -> tuple[int, int]:
        """Members and titles."""
        count, titles = self.values.shape
        return int(count), int(titles)

    def weights(self, weighting: Weighting) -> Matrix:
        """CSR of what each watched title counts."""
        data = self.values.data**weighting.power
        if weighting.half_life_days is not None:
            data = data * 0.5 ** (self.ages.data / weighting.half_life_days)
        return _like(self.values, data)

    def take(self, chosen: ArrayLike) -> Self:
        """The history of some members."""
        places = np.asarray(chosen)
        return type(self)(self.values[places], self.ages[places], self.rows[places])

    def known(self) -> Self:
        """The same, as that of members learned from, in this order."""
        return type(self)(self.values, self.ages, np.arange(self.shape[0]))


def _like(matrix: Matrix, data: Floats) -> Matrix:
    return sparse.csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def history_of(titles: ArrayLike, title_count: int, values: ArrayLike | None = None) -> History:
    """The history of one member who is none of those learned from.

    Args:
        titles: places of what was watched or liked; a title counts once.
        title_count: all there are.
        values: how much, above 0; 1 each by default.
    """
    places, first = np.unique(np.asarray(titles, dtype=np.int64), return_index=True)
    amounts = np.ones(len(places)) if values is None else np.asarray(values, float)[first]
    shape = (1, title_count)
    indptr = np.array([0, len(places)])
    return History(
        sparse.csr_matrix((amounts, places, indptr), shape=shape),
        sparse.csr_matrix((np.zeros(len(places)), places, indptr), shape=shape),
        np.array([-1], dtype=np.int64),
    )


@dataclass(frozen=True, slots=True)
class Interactions:
    """Watched titles, an element each; a member may watch a title several times.

    Attributes:
        members: place of the member.
        titles: place of the title.
        values: how much, above 0.
        days: when, counted from any day.
        member_count: members there are.
        title_count: titles there are.
    """

    members: Places
    titles: Places
    values: Floats
    days: Floats
    member_count: int
    title_count: int

    def __len__(self) -> int:
        return len(self.members)

    def take(self, chosen: ArrayLike) -> Self:
        """Some of them, by places or by a mask."""
        places = np.asarray(chosen)
        return type(self)(
            self.members[places],
            self.titles[places],
            self.values[places],
            self.days[places],
            self.member_count,
            self.title_count,
        )

    def history(self, today: float | None = None) -> History:
        """Matrix of what each member has watched.

        Args:
            today: the day that ages are counted to; the last one by default.
        """
        shape = (self.member_count, self.title_count)
        if today is None:
            today = float(self.days.max()) if len(self) else 0.0
        codes, pair = np.unique(self.members * self.title_count + self.titles, return_inverse=True)
        values = np.bincount(pair, self.values, len(codes))
        last = np.full(len(codes), -np.inf)
        np.maximum.at(last, pair, self.days)
        where = (codes // self.title_count, codes % self.title_count)
        amounts = sparse.csr_matrix((values, where), shape=shape)
        ages = sparse.csr_matrix((np.maximum(today - last, 0.0), where), shape=shape)
        return History(amounts, ages, np.arange(self.member_count))


@dataclass(frozen=True, slots=True)
class Split:
    """What is known, and what members watched later that they had not watched before.

    Attributes:
        known: all that may be learned from.
        history: of the members who are asked about, a row each.
        relevant: CSR of what each of them watched later, true where it did.
        members: place of each member asked about.
    """

    known: History
    history: History
    relevant: Matrix
    members: Places

    @property
    def seen(self) -> Matrix:
        """CSR of what each member asked about has watched before."""
        return self.history.values

    def asked(self, most: int, seed: int) -> Self:
        """The same, asking about members who watched something later, at most so many."""
        places = np.flatnonzero(np.diff(self.relevant.indptr))
        if len(places) > most:
            places = np.sort(np.random.default_rng(seed).choice(places, most, replace=False))
        return type(self)(
            self.known, self.history.take(places), self.relevant[places], self.members[places]
        )


def split_of(known: Interactions, later: Interactions, today: float | None = None) -> Split:
    """A split of what is known and what came later, over the same members and titles."""
    history = known.history(today)
    values = later.history().values
    relevant = values - values.multiply(history.values > 0)
    relevant.eliminate_zeros()
    everybody = np.arange(known.member_count)
    return Split(history, history, sparse.csr_matrix(relevant > 0), everybody)


def split_at_random(
    everything: Interactions, share: float, seed: int
) -> tuple[Interactions, Interactions]:
    """Divide what each member watched at random, the same share of every member.

    The protocol of the Recommenders project (`python_stratified_split`, by user): rows are put in
    random order within each member, and those whose rank by the member's count is at most `share`
    are known. With the same seed and order of rows it is the very same split.

    Args:
        everything: each pair of member and title once.
        share: known of each member, 0 to 1.
        seed: of the order.

    Returns:
        What is known, and the rest.
    """
    drawn = np.random.RandomState(seed).rand(len(everything))
    return _divide(everything, drawn, share)


def split_last(everything: Interactions, share: float) -> tuple[Interactions, Interactions]:
    """Divide what each member watched by time: the first `share` of every member is known."""
    return _divide(everything, everything.days, share)


def split_by_day(everything: Interactions, day: float) -> tuple[Interactions, Interactions]:
    """Divide at a day: what was watched before it is known."""
    before = everything.days < day
    return everything.take(before), everything.take(~before)


def _divide(
    everything: Interactions, order_by: Floats, share: float
) -> tuple[Interactions, Interactions]:
    order = np.lexsort((order_by, everything.members))
    counts = np.bincount(everything.members, minlength=everything.member_count)
    starts = np.cumsum(counts) - counts
    members = everything.members[order]
    rank = (np.arange(len(order)) - starts[members] + 1) / counts[members]
    return everything.take(order[rank <= share]), everything.take(order[rank > share])

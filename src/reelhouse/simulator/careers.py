"""What each person is known for: the most voted titles among a person's credits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reelhouse.simulator.ids import Integers
from reelhouse.simulator.skeleton import scramble
from reelhouse.simulator.universe import GHOST_EVERY_TITLES, Universe

KNOWN_FOR = 4


@dataclass(frozen=True)
class Careers:
    """Gathers credits block by block, in 34 bytes a person.

    A title competes for one of the person's four places (by a hash, so that it takes no two) and
    the one with more votes stays. Careers are as of the day the person appeared: catalogues are
    slow to follow, and a later snapshot then differs only in what was planted.

    Attributes:
        universe: the universe the people live in.
        known: uint64, shape (people, 4): votes in the upper 32 bits, title index in the lower; 0 is
            an empty place.
        categories: uint16 per person: a bit for each category of credit.
    """

    universe: Universe
    known: NDArray[np.uint64]
    categories: NDArray[np.uint16]

    @classmethod
    def empty(cls, universe: Universe, day: int) -> "Careers":
        """Nobody is known for anything yet; room for the people of `day`."""
        people = universe.person_ids(day).count
        return cls(
            universe,
            np.zeros((people, KNOWN_FOR), dtype=np.uint64),
            np.zeros(people, dtype=np.uint16),
        )

    def add(self, m: Integers, i: Integers, fame: Integers, category: Integers) -> None:
        """Count credits: person and title indices, the titles' fame (from 1), category codes."""
        place = m * KNOWN_FOR + (i * 2654435761 >> 9) % KNOWN_FOR
        value = (fame.astype(np.uint64) << np.uint64(32)) | i.astype(np.uint64)
        np.maximum.at(self.known.reshape(-1), place, value)
        np.bitwise_or.at(self.categories, m, (1 << category).astype(np.uint16))

    def known_titles(self, m: Integers) -> Integers:
        """Title indices the people `m` are known for, shape (people, 4), best first, -1 where none.

        Somebody without a credit has worked on things that the credits do not list: three of five
        are known for one or two titles all the same.
        """
        best = np.sort(self.known[m], axis=1)[:, ::-1]
        titles = (best & np.uint64(0xFFFFFFFF)).astype(np.int64)
        titles[best == 0] = -1
        idle = np.flatnonzero(best[:, 0] == 0)
        bits = scramble(m[idle], self.universe.seed + 21)
        for column, share in ((0, 6), (1, 2)):
            drawn = (bits >> (8 + 4 * column)) % self.universe.title_indices
            drawn -= drawn % GHOST_EVERY_TITLES == GHOST_EVERY_TITLES - 1
            titles[idle, column] = np.where(bits % 10 < share, drawn, -1)
        return titles

"""Which numbers the catalogue's identifiers carry, and in which order files list them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

_SCATTER = 2654435761
_SEVEN_DIGITS = 10_000_000


@dataclass(frozen=True)
class Stretch:
    """A run of indices laid evenly over a range of identifier numbers.

    Attributes:
        count: indices in the run.
        first: lowest number of the range.
        span: width of the range, at least `count`.
    """

    count: int
    first: int
    span: int

    @property
    def step(self) -> int:
        """Least distance between the first numbers of two neighbours."""
        return max(1, self.span // max(1, self.count))


@dataclass(frozen=True)
class IdSpace:
    """Maps entity indices 0…n-1 to identifiers such as `tt0000001`, with gaps, always rising.

    Attributes:
        prefix: two letters in front of the number.
        stretches: consecutive runs of indices and the numbers they use.
    """

    prefix: str
    stretches: tuple[Stretch, ...]

    @property
    def count(self) -> int:
        """Indices in all stretches."""
        return sum(stretch.count for stretch in self.stretches)

    def numbers(self, indices: Integers) -> Integers:
        """The identifier numbers of `indices`, int64 of the same shape."""
        numbers = np.zeros(indices.shape, dtype=np.int64)
        start = 0
        for stretch in self.stretches:
            inside = (indices >= start) & (indices < start + stretch.count)
            chosen = indices[inside]
            numbers[inside] = (
                stretch.first
                + (chosen - start) * stretch.span // max(1, stretch.count)
                + (chosen * _SCATTER // 128) % stretch.step
            )
            start += stretch.count
        return numbers

    def texts(self, indices: Integers) -> list[str]:
        """The identifiers of `indices` as text."""
        return [f"{self.prefix}{number:07d}" for number in self.numbers(indices).tolist()]

    def sql(self, index: str) -> str:
        """The SQL expression that gives the identifier of the bigint expression `index`."""
        branches: list[str] = []
        start = 0
        for stretch in self.stretches:
            end = start + stretch.count
            if stretch.count:
                branches.append(
                    f"when {index} < {end} then {stretch.first}"
                    f" + ({index} - {start}) * {stretch.span} // {stretch.count}"
                    f" + ({index} * {_SCATTER} // 128) % {stretch.step}"
                )
            start = end
        return f"printf('{self.prefix}%07d', case {' '.join(branches)} end)"

    def blocks(self, size: int) -> Iterator[tuple[Integers, Integers]]:
        """All indices and their numbers, ordered by the identifier's text.

        `tt1000000` comes before `tt10000000`, which comes before `tt1000001`.

        Args:
            size: indices in a block; the last one may be smaller.

        Yields:
            Indices and numbers, int64 arrays of the same length.
        """
        numbers = self.numbers(np.arange(self.count, dtype=np.int64))
        long = numbers >= _SEVEN_DIGITS
        place = np.where(long, numbers // 10 * 11 + 1 + numbers % 10, numbers * 11)
        order = np.argsort(place, kind="stable").astype(np.uint32)
        del place, long
        for start in range(0, self.count, size):
            indices = order[start : start + size].astype(np.int64)
            yield indices, numbers[indices]

"""Repeated keys: at once while rows come sorted by id, exactly and afterwards where they do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from reelhouse.sources.bulk.blocks import Places, Words


@dataclass(frozen=True, slots=True)
class Repeat:
    """A row whose key an earlier row has.

    Attributes:
        part: which file of the delivery it is in, counted from 0.
        line: its line number there.
        first_part: the file of the earliest row with that key.
        first_line: that row's line number.
    """

    part: int
    line: int
    first_part: int
    first_line: int


class KeyOrder:
    """Watches the keys of one delivery go by and finds those that repeat a neighbour's.

    Rows of one id may come in any order among themselves. As soon as an id is smaller than the one
    before, `in_order` turns false and nothing more is found: the caller then has to look at all
    keys together with `repeats_anywhere`. `rising` turns false as soon as a whole key is not above
    the one before.

    Args:
        minor_bits: how many of a key's low bits only tell rows of one id apart.
    """

    def __init__(self, minor_bits: int) -> None:
        self.in_order = True
        self.rising = True
        self._minor = np.uint64(minor_bits)
        self._keys: Words = np.empty(0, np.uint64)
        self._lines: Places = np.empty(0, np.int64)
        self._parts: Places = np.empty(0, np.int64)

    def repeats(self, part: int, keys: Words, lines: Places) -> list[Repeat]:
        """Look at the next rows.

        Args:
            part: the file they are in.
            keys: (rows,) their keys.
            lines: (rows,) their line numbers.
        """
        if not self.in_order or not len(keys):
            return []
        parts = np.full(len(lines), part)
        is_rising = bool((keys[1:] > keys[:-1]).all())
        is_new_id = not len(self._keys) or keys[0] >> self._minor > self._keys[-1] >> self._minor
        if is_rising and is_new_id:
            self._remember(keys, lines, parts)
            return []
        keys = np.concatenate((self._keys, keys))
        self.rising &= bool((keys[1:] > keys[:-1]).all())
        ids = keys >> self._minor
        if (ids[1:] < ids[:-1]).any():
            self.in_order = False
            return []
        lines = np.concatenate((self._lines, lines))
        parts = np.concatenate((self._parts, parts))
        found = _repeats(keys, lines, parts)
        self._remember(keys, lines, parts)
        return found

    def _remember(self, keys: Words, lines: Places, parts: Places) -> None:
        """Keep the rows of the last id, sorted by key, each key once."""
        last = np.searchsorted(keys >> self._minor, keys[-1] >> self._minor)
        self._keys, first = np.unique(keys[last:], return_index=True)
        self._lines = lines[last:][first]
        self._parts = parts[last:][first]


def _repeats(keys: Words, lines: Places, parts: Places) -> list[Repeat]:
    ordered = np.sort(keys)
    if (ordered[1:] != ordered[:-1]).all():
        return []
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    is_first = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    first = order[np.maximum.accumulate(np.where(is_first, np.arange(len(order)), 0))]
    later = ~is_first
    return [
        Repeat(int(parts[row]), int(lines[row]), int(parts[origin]), int(lines[origin]))
        for row, origin in zip(order[later], first[later], strict=True)
    ]


def repeats_anywhere(parts: Sequence[tuple[Words, Places]]) -> Iterator[Repeat]:
    """Find all rows of a delivery whose key an earlier row has, in whatever order they come.

    Takes 16 bytes of memory a row beyond the keys themselves.

    Args:
        parts: for each file, the (rows,) keys of its accepted rows and the line numbers of the rows
            that are not accepted, sorted.
    """
    keys = np.concatenate([part_keys for part_keys, _ in parts])
    ordered = np.sort(keys)
    repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    del ordered
    if not len(repeated):
        return
    places = np.flatnonzero(np.isin(keys, repeated))
    bounds = np.cumsum([0] + [len(part_keys) for part_keys, _ in parts])
    part_of = np.searchsorted(bounds, places, side="right") - 1
    lines = np.empty_like(places)
    for part, (_, left_out) in enumerate(parts):
        here = part_of == part
        rank = places[here] - bounds[part]
        before = np.searchsorted(left_out - np.arange(len(left_out)) - 2, rank, side="right")
        lines[here] = rank + 2 + before
    yield from _repeats(keys[places], lines, part_of)

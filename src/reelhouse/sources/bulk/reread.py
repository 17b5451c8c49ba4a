"""Going over a file again: for its keys, for single rows, for a copy without some."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from isal import igzip

from reelhouse.sources.bulk.blocks import Block, BlockCutter, Places, Words, split
from reelhouse.sources.bulk.tsv import FIRST_DATA_LINE, FileContract
from reelhouse.sources.bulk.unpack import unpacked

_LEVEL = 2


def blocks_of(path: Path) -> Iterator[tuple[Block, bytes]]:
    """The data rows of a file in blocks, and its header with each of them."""
    cutter = BlockCutter(path.name)
    header = b""
    line = FIRST_DATA_LINE
    for padded in _cut(cutter, path):
        rows = padded
        if not header:
            header, _, rows = padded.partition(b"\n")
        block = Block(rows, line)
        if block.size:
            line += len(block.line_ends)
            yield block, header


def _cut(cutter: BlockCutter, path: Path) -> Iterator[bytes]:
    for text in unpacked(path):
        yield from cutter.feed(text)
    yield from cutter.finish()


def keys_of(path: Path, contract: FileContract, left_out: Places) -> Words:
    """The (rows,) keys of a checked file.

    Args:
        path: the file.
        contract: what its rows keep to, but for those left out.
        left_out: sorted numbers of the lines to skip.
    """
    found = [np.empty(0, np.uint64)]
    for block, _ in blocks_of(path):
        rows = split(block, len(contract.columns))
        inside = within(block, left_out)
        found.append(contract.keys(rows.without(inside) if len(inside) else rows))
    return np.concatenate(found)


def lines_of(path: Path, wanted: Places) -> Iterator[tuple[int, bytes]]:
    """Some lines of a file, by sorted numbers."""
    for block, _ in blocks_of(path):
        for index in within(block, wanted).tolist():
            yield block.first_line + index, block.line(index)


def copy_without(path: Path, target: Path, left_out: Places) -> None:
    """Write a gzip copy of a file without some of its rows.

    Args:
        path: the file, gzip or plain.
        target: the copy; the same rows always make the same bytes.
        left_out: sorted numbers of the lines to leave out.
    """
    with gzip_writer(target) as file:
        written = False
        for block, header in blocks_of(path):
            if not written:
                file.write(header + b"\n")
                written = True
            start = 0
            for index in within(block, left_out).tolist():
                file.write(block.data[start : block.line_start(index)])
                start = block.line_start(index + 1)
            file.write(block.data[start : block.size])


@contextmanager
def gzip_writer(target: Path) -> Iterator[Any]:
    """Write a gzip file, without a name or time in its header, that survives a power cut."""
    writer: Any = igzip.IGzipFile
    with target.open("wb") as raw:
        with writer(filename="", mode="wb", compresslevel=_LEVEL, fileobj=raw, mtime=0) as file:
            yield file
        raw.flush()
        os.fsync(raw.fileno())


def within(block: Block, lines: Places) -> Places:
    """Indices within a block of those of the sorted lines that are in it."""
    first, last = np.searchsorted(
        lines, (block.first_line, block.first_line + len(block.line_ends))
    )
    return lines[first:last] - block.first_line

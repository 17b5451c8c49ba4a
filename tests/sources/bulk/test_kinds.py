from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.sources.bulk.blocks import PADDING, Block, Cells, split
from reelhouse.sources.bulk.ids import Id, IdList
from reelhouse.sources.bulk.kinds import Flag, Kind, Number, Score, Text, TextList

TITLE = Id(b"tt")
id_numbers = st.one_of(st.integers(1, 10**7), st.integers(10**7, 10**10 - 1))


def column_of(cells: list[bytes]) -> Cells:
    block = Block(b"".join(cell + b"\n" for cell in cells) + PADDING, 2)
    return split(block, 1).column(0)


@pytest.mark.parametrize(
    ("kind", "cell", "fault"),
    [
        (TITLE, b"tt0000001", ""),
        (TITLE, b"tt1234567890", ""),
        (TITLE, b"tt00000001", "is not an id like tt0000001"),
        (TITLE, b"nm0000001", "is not an id like tt0000001"),
        (IdList(b"nm"), b"nm0000001,nm12345678", ""),
        (IdList(b"nm"), b"nm0000001,", "is not a list of ids like nm0000001"),
        (Number(), b"\\N", ""),
        (Number(required=True), b"\\N", "is missing"),
        (Number(positive=True), b"1", ""),
        (Number(positive=True), b"007", ""),
        (Number(positive=True), b"0", "is not a whole number above 0 of up to 8 digits"),
        (Number(digits=4), b"19950", "is not a whole number of up to 4 digits"),
        (Flag(), b"2", "is neither 0 nor 1"),
        (Score(), b"10.0", ""),
        (Score(), b"0.9", "is not a number from 1.0 to 10.0 with one decimal"),
        (Text(required=True), b"\\N", "is missing"),
        (TextList(), b'["Self \\"x\\""]', ""),
        (TextList(), b'"[""Self""]"', "is not a JSON array of texts"),
        (TextList(), b"[1]", "is not a JSON array of texts"),
    ],
)
def test_a_fault_is_named(kind: Kind, cell: bytes, fault: str) -> None:
    assert kind.fault(cell) == fault


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        (TITLE, [b"tt0000001", b"tt12345678"]),
        (IdList(b"nm"), [b"\\N", b"nm0000001", b"nm0000001,nm12345678,nm0000003"]),
        (Number(), [b"\\N", b"0", b"12345678"]),
        (Number(positive=True), [b"\\N", b"1", b"12345678"]),
        (Flag(), [b"0", b"1", b"\\N"]),
        (Score(), [b"1.0", b"9.9"]),
        (TextList(), [b"\\N", b'["A"]', b'["A","B"]', b'["the \\"Cap\\"","B"]', b'[""]']),
    ],
)
def test_usual_cells_need_no_closer_look(kind: Kind, cells: list[bytes]) -> None:
    assert kind.doubtful(column_of(cells)) is None


@given(st.lists(id_numbers, min_size=2, unique=True))
def test_keys_of_ids_are_distinct_and_in_the_order_of_the_text(numbers: list[int]) -> None:
    ids = sorted(b"tt%07d" % number for number in numbers)
    keys = TITLE.keys(column_of(ids))
    assert (keys[1:] > keys[:-1]).all()
    assert keys.tolist() == [TITLE.key(cell) for cell in ids]
    assert int(keys.max()) < 1 << TITLE.key_bits


@given(st.lists(st.integers(0, 99_999_999), min_size=1))
def test_keys_of_numbers_are_the_numbers(numbers: list[int]) -> None:
    keys = Number().keys(column_of([b"%d" % number for number in numbers]))
    assert np.array_equal(keys, np.array(numbers, np.uint64))

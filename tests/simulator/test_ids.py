import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.simulator.ids import IdSpace, Stretch


def space(short: int, long: int, new: int = 0) -> IdSpace:
    return IdSpace(
        "tt",
        (
            Stretch(short, 1, 9_999_999),
            Stretch(long, 10_000_000, 29_999_999),
            Stretch(new, 40_000_000, new * 3),
        ),
    )


@settings(deadline=None)
@given(st.integers(1, 3_000), st.integers(0, 3_000), st.integers(0, 50))
def test_numbers_rise_and_stay_in_their_stretch(short: int, long: int, new: int) -> None:
    ids = space(short, long, new)
    numbers = ids.numbers(np.arange(ids.count))
    assert (np.diff(numbers) > 0).all()
    assert numbers[0] == 1
    assert numbers[short - 1] <= 9_999_999
    assert (numbers[short:] >= 10_000_000).all()
    assert (numbers[short + long :] >= 40_000_000).all()


@settings(deadline=None)
@given(st.integers(1, 800), st.integers(0, 800), st.integers(1, 300))
def test_blocks_list_every_index_once_in_the_order_of_the_text(
    short: int, long: int, size: int
) -> None:
    ids = space(short, long, new=7)
    blocks = list(ids.blocks(size))
    indices = np.concatenate([block for block, _ in blocks])
    texts = ids.texts(indices)
    assert texts == sorted(texts)
    assert sorted(indices.tolist()) == list(range(ids.count))
    assert all(len(block) == size for block, _ in blocks[:-1])


def test_a_seven_digit_number_comes_before_the_eight_digits_it_begins() -> None:
    ids = IdSpace("tt", (Stretch(2, 1_000_000, 2), Stretch(20, 10_000_000, 20)))
    order = [text for block, _ in ids.blocks(100) for text in ids.texts(block)]
    assert order[:2] == ["tt1000000", "tt10000000"]
    assert order[11:13] == ["tt1000001", "tt10000010"]


@pytest.mark.parametrize("new", [0, 12])
def test_sql_gives_the_same_identifiers(new: int) -> None:
    ids = space(600, 400, new)
    query = f"select {ids.sql('i')} from range({ids.count}) as t(i) order by i"
    with duckdb.connect() as connection:
        found = [row[0] for row in connection.execute(query).fetchall()]
    assert found == ids.texts(np.arange(ids.count))

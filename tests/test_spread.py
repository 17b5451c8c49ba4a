from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.spread import cut, in_turn, on_rows
from tests.spreading import SentAway


@given(sizes=st.lists(st.integers(1, 7), max_size=12), most=st.integers(1, 9))
def test_parts_hold_every_row_once_in_order_and_part_nothing_that_belongs_together(
    sizes: list[int], most: int
) -> None:
    groups = [number for number, size in enumerate(sizes) for _ in range(size)]
    rows = pd.DataFrame({"group": groups, "row": range(len(groups))})

    parts = cut(rows, most, "group")

    assert [row for part in parts for row in part["row"]] == rows["row"].tolist()
    seen = [group for part in parts for group in part["group"].unique()]
    assert len(seen) == len(set(seen))
    assert all(len(part) < most + max(sizes, default=0) for part in parts)


@given(count=st.integers(0, 40), most=st.integers(1, 9))
def test_rows_that_need_not_stay_together_are_cut_to_size(count: int, most: int) -> None:
    parts = cut(pd.DataFrame({"row": range(count)}), most)

    assert [len(part) for part in parts][:-1] == [most] * (len(parts) - 1)
    assert sum(len(part) for part in parts) == count
    assert parts


def test_work_in_parts_keeps_the_index_and_the_order() -> None:
    rows = pd.DataFrame({"value": [5.0, 3.0, 4.0, 1.0]}, index=[9, 2, 7, 4])
    away = SentAway()

    made = on_rows(away, _doubled, rows, 2)

    pd.testing.assert_frame_equal(made, _doubled(rows))
    pd.testing.assert_frame_equal(made, on_rows(in_turn, _doubled, rows, 2))
    assert away.parts == 2


def test_no_rows_are_one_part_so_that_work_says_its_columns() -> None:
    assert list(on_rows(in_turn, _doubled, pd.DataFrame({"value": []}), 2)) == ["twice"]


def test_what_goes_wrong_in_a_part_is_told() -> None:
    with pytest.raises(KeyError, match="value"):
        on_rows(in_turn, _doubled, pd.DataFrame({"other": [1, 2, 3]}), 2)


def _doubled(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"twice": rows["value"] * 2})

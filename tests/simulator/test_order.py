import duckdb
import numpy as np
import pytest

from reelhouse.simulator.order import check_order


@pytest.mark.parametrize(
    ("rows", "is_kept"),
    [
        ([5, 5, 2, 9, 9], True),
        ([5, 9], True),
        ([], True),
        ([2, 5], False),
        ([5, 2, 5], False),
        ([5, 7], False),
    ],
)
def test_rows_in_another_order_are_refused(rows: list[int], is_kept: bool) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table t as select unnest(?::bigint[]) as k", [rows])
        if is_kept:
            check_order(connection, "t", "k", np.array([5, 2, 9]))
        else:
            with pytest.raises(RuntimeError, match="table t"):
                check_order(connection, "t", "k", np.array([5, 2, 9]))

"""Makes sure that a table's rows lie in the order in which they were meant to be written."""

import numpy as np
from duckdb import DuckDBPyConnection

from reelhouse.simulator.ids import Integers


def check_order(
    connection: DuckDBPyConnection, table: str, column: str, expected: Integers
) -> None:
    """Compare the keys of a table with the order they should have.

    The files are ordered because the tables they are copied from are. The engine keeps the order of
    rows through projections and filters, but not through joins, and only now and then one sees it.

    Args:
        connection: where the table is.
        table: its name.
        column: a bigint key; equal ones follow each other.
        expected: all keys in order, each once; the table may lack some.

    Raises:
        RuntimeError: the order was lost.
    """
    found = np.asarray(connection.execute(f"select {column} from {table}").fetchnumpy()[column])
    runs = found[np.flatnonzero(np.diff(found, prepend=-1))]
    if not np.array_equal(runs, expected[np.isin(expected, runs)]):
        raise RuntimeError(f"the engine did not keep the order of the rows in the table {table}")

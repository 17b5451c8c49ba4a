"""The answers of trained models as tables of gold: one module a question, called by the build.

A module names the tables that it writes in `WRITES` and computes them in `compute(bench)`; the
model of each table names what it reads, and which question's champion: a new champion makes
only its own tables anew. Where nothing was trained yet, tables are empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.names import question_names
from reelhouse.ml.question import missing_library
from reelhouse.ml.store import Version
from reelhouse.spread import R, cut, on_rows
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench

if TYPE_CHECKING:
    import pandas as pd

ROWS_AT_ONCE = 5_000
"""Rows of a part that a model answers for."""


def write_answers(
    bench: Workbench,
    name: str,
    tables: Sequence[str],
    answer: Callable[[Version], None],
) -> None:
    """Let the champion of a question write its tables; they are empty where there is none.

    Args:
        bench: where the build stands.
        name: of the question.
        tables: what has to be written.
        answer: writes them all with the version that answers.

    Raises:
        ReelhouseError: the version that answers is gone or damaged, or a library is missing.
    """
    version = store.champion(Lake(bench.lake), name)
    if version is None:
        for table in tables:
            bench.write(table, declaration(table).empty)
        return
    try:
        answer(version)
    except ModuleNotFoundError as error:
        raise missing_library(error) from error
    left = [table for table in tables if table not in bench.seconds]
    if left:
        raise ReelhouseError(f"'{name}' answers without writing {left[0]}")


def told_in_parts(
    bench: Workbench, tell: Callable[[pd.DataFrame], R], rows: pd.DataFrame
) -> list[R]:
    """What a model tells of rows, part by part, worked out where the build's engine runs.

    Args:
        bench: where the build stands.
        tell: tells of some rows; of a row it may not tell by other rows.
        rows: what it is asked about.
    """
    return bench.spread(tell, cut(rows, ROWS_AT_ONCE))


def told_of(
    bench: Workbench, tell: Callable[[pd.DataFrame], pd.DataFrame], rows: pd.DataFrame
) -> pd.DataFrame:
    """The same of what tells a row for each row, in one frame with the index of the rows."""
    return on_rows(bench.spread, tell, rows, ROWS_AT_ONCE)


def write_of_champions(
    bench: Workbench, table: str, rows_of: Callable[[Version], Iterable[dict[str, Any]]]
) -> None:
    """Write a table that has rows of every version that answers.

    Args:
        bench: where the build stands.
        table: what has to be written.
        rows_of: rows of one version, by column.

    Raises:
        ReelhouseError: a version that answers is gone or damaged, or a library is missing.
    """
    known = question_names()
    champions = store.champions(Lake(bench.lake))
    try:
        rows = [row for name in champions if name in known for row in rows_of(champions[name])]
    except ModuleNotFoundError as error:
        raise missing_library(error) from error
    if not rows:
        bench.write(table, declaration(table).empty)
        return
    import pandas as pd

    bench.write(table, pd.DataFrame(rows, columns=list(declaration(table).columns)))

"""The answers of trained models as tables of gold: one module a question, called by the build.

A module names the tables that it writes in `WRITES` and computes them in `compute(bench)`; the
model of each table names what it reads, and which question's champion: a new champion makes
only its own tables anew. Where nothing was trained yet, tables are empty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.question import missing_library
from reelhouse.ml.store import Version
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench


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

"""Tables that SQL cannot compute well: one module for each question, called by the build.

A module names the tables that it writes in `WRITES` and computes them in `compute(bench)`. The
model of each table says which tables are read, so that the build knows when its turn has come.
"""

from __future__ import annotations

import ast
import importlib
from functools import cache
from pathlib import Path

from reelhouse.transform.workbench import Workbench

FOLDER = Path(__file__).parent


@cache
def writers() -> dict[str, str]:
    """The module that writes each computed table, read without importing any."""
    return {
        table: path.stem
        for path in sorted(FOLDER.glob("*.py"))
        for table in _writes(ast.parse(path.read_text(encoding="utf-8")))
    }


def tables_of(module: str) -> tuple[str, ...]:
    """The tables that a module writes."""
    return tuple(table for table, name in writers().items() if name == module)


def compute(module: str, bench: Workbench) -> None:
    """Run a module's computation."""
    importlib.import_module(f"{__name__}.{module}").compute(bench)


def _writes(tree: ast.Module) -> tuple[str, ...]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and [ast.unparse(t) for t in node.targets] == ["WRITES"]:
            return tuple(ast.literal_eval(node.value))
    return ()

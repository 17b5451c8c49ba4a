"""Tables that SQL cannot compute well: one module for each question, called by the build.

A module names the tables that it writes in `WRITES` and computes them in `compute(bench)`. The
model of each table says which tables are read, so that the build knows when its turn has come.
Answers of trained models are computed in the same way; their modules lie with the models.
"""

from __future__ import annotations

import ast
import importlib
from functools import cache
from pathlib import Path

from reelhouse.transform.workbench import Workbench

FOLDER = Path(__file__).parent
PACKAGES = {
    __name__: FOLDER,
    "reelhouse.ml.predictions": FOLDER.parents[1] / "ml" / "predictions",
}
"""Where computations lie: folder by package. They are found without importing any."""


@cache
def writers() -> dict[str, str]:
    """The module that writes each computed table, read without importing any."""
    return {
        table: path.stem
        for folder in PACKAGES.values()
        for path in sorted(folder.glob("*.py"))
        for table in _writes(ast.parse(path.read_text(encoding="utf-8")))
    }


def tables_of(module: str) -> tuple[str, ...]:
    """The tables that a module writes."""
    return tuple(table for table, name in writers().items() if name == module)


def package_of(module: str) -> str:
    """The package that a module lies in.

    Raises:
        KeyError: there is no such module.
    """
    for package, folder in PACKAGES.items():
        if (folder / f"{module}.py").is_file():
            return package
    raise KeyError(module)


def compute(module: str, bench: Workbench) -> None:
    """Run a module's computation."""
    importlib.import_module(f"{package_of(module)}.{module}").compute(bench)


def _writes(tree: ast.Module) -> tuple[str, ...]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and [ast.unparse(t) for t in node.targets] == ["WRITES"]:
            return tuple(ast.literal_eval(node.value))
    return ()

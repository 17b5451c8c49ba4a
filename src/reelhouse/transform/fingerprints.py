"""Which tables of the published build are still right: a checksum of all that each is made of."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from reelhouse.transform.computed import PACKAGES, package_of, writers
from reelhouse.transform.declarations import declaration, model_files
from reelhouse.transform.inputs import PROJECT, fingerprint_of
from reelhouse.transform.lineage import parents

_SETTING = re.compile(r"\bmart_setting\('(\w+)'\)")
_HERE, _MODELS = PACKAGES
_PYTHON_FOLDERS = {
    _HERE: (PROJECT / "computed", PROJECT.parent / "titles"),
    _MODELS: (PROJECT.parent / "ml",),
}
"""What the computations of a package are made with."""


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What tables are made of besides SQL.

    Attributes:
        tables: checksum or other fingerprint of each bronze table that has arrived, and of each
            table of the schema `build`, as `build__<table>`.
        settings: the parameters of the marts, by name.
        everywhere: what changes every table when it changes.
        computed: checksum of each table that Python has computed so far. Those count by their
            content: one that comes out as it was changes nothing that is made of it.
    """

    tables: Mapping[str, Any]
    settings: Mapping[str, Any]
    everywhere: Any
    computed: dict[str, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def fingerprint(self, table: str) -> str:
        """Checksum of all that a model is made of, hex.

        Raises:
            KeyError: a computed table that it reads has not been computed yet.
        """
        if table not in self._known:
            read = [[name, self._stands_for(name)] for name in sorted(parents()[table])]
            self._known[table] = fingerprint_of([self._recipe(table), read])
        return self._known[table]

    def _stands_for(self, name: str) -> Any:
        """What a table is in the fingerprint of one that reads it."""
        if name not in model_files():
            return self.tables.get(name)
        return self.computed[name] if declaration(name).is_computed else self.fingerprint(name)

    def _recipe(self, table: str) -> list[Any]:
        """How a model is made, whatever it reads."""
        sql = model_files()[table].read_text(encoding="utf-8")
        recipe: list[Any] = [self.everywhere, macros_checksum(), sql]
        recipe += [[name, self.settings.get(name)] for name in sorted(_SETTING.findall(sql))]
        if declaration(table).is_computed:
            package = package_of(writers()[table])
            recipe += [python_checksum(package), dict(self.settings), declaration(table).columns]
        return recipe


@cache
def macros_checksum() -> str:
    """Checksum of the macros, and of what the project sets for all models, hex."""
    return _checksum([*sorted((PROJECT / "macros").rglob("*.sql")), PROJECT / "dbt_project.yml"])


@cache
def python_checksum(package: str = "") -> str:
    """Checksum of the Python that computes tables, hex.

    Args:
        package: that of some computations; all by default.
    """
    folders = _PYTHON_FOLDERS[package] if package else sum(_PYTHON_FOLDERS.values(), ())
    return _checksum(sorted(p for folder in folders for p in folder.rglob("*.py")))


def _checksum(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(PROJECT.parent)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()

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
from reelhouse.transform.days.reopening import followed
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
        computed: checksum of each table so far that Python has computed, or that is made day by
            day. Those count by their content: one that comes out as it was changes nothing that
            is made of it.
    """

    tables: Mapping[str, Any]
    settings: Mapping[str, Any]
    everywhere: Any
    computed: dict[str, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)
    _of_days: dict[str, str] = field(default_factory=dict)

    def fingerprint(self, table: str) -> str:
        """Checksum of all that a model is made of, hex.

        Raises:
            KeyError: a table that it reads and that counts by its content is not there yet.
        """
        if table not in self._known:
            read = [[name, self._stands_for(name)] for name in sorted(parents()[table])]
            self._known[table] = fingerprint_of([self._recipe(table), read])
        return self._known[table]

    def _stands_for(self, name: str) -> Any:
        """What a table is in the fingerprint of one that reads it."""
        if name not in model_files():
            return self.tables.get(name)
        if declaration(name).counts_by_content:
            return self.computed[name]
        return self.fingerprint(name)

    def of_day(self, table: str, ingredients: Any) -> str:
        """Checksum of all that a day of a table is made of, hex.

        What is followed day by day is left out: whether a change of it reopens the day is asked of
        its rows.

        Args:
            table: made day by day.
            ingredients: what the day is read from in bronze.
        """
        if table not in self._of_days:
            self._of_days[table] = fingerprint_of(self._besides_slices(table))
        return fingerprint_of([self._of_days[table], ingredients])

    def _besides_slices(self, table: str) -> list[Any]:
        bronze, past = declaration(table).by_day_of, followed(table)
        known: list[Any] = [self._recipe(table)]
        for name in sorted(parents()[table] - past - {bronze}):
            is_view = name in model_files() and not declaration(name).is_gold
            if is_view and bronze in parents()[name]:
                known.append([name, self._recipe(name), self._besides(name, bronze)])
            else:
                known.append([name, self._stands_for(name)])
        return known

    def _besides(self, view: str, bronze: str) -> list[Any]:
        """What else a view of the rows of a day reads."""
        return [[name, self._stands_for(name)] for name in sorted(parents()[view] - {bronze})]

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

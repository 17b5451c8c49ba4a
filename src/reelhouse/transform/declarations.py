"""What the .yml beside each model declares: its columns with their types, its key, its order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from reelhouse.sqltext import identifier
from reelhouse.transform.inputs import PROJECT

_SORT_BY = re.compile(r"sort_by=\[([^\]]*)\]")
_COMPUTED = re.compile(r"materialized='computed'")
_BY_DAY_OF = re.compile(r"by_day_of='(\w+)'")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One model as it is declared.

    Attributes:
        name: of the model.
        columns: SQL type by column, in order.
        key: the columns that tell its rows apart; empty where none is declared.
        group_sizes: columns with the number of members that a row is about.
        sort_by: the columns by which its file is ordered.
        is_computed: whether Python makes it and not SQL.
        is_gold: whether a build keeps it; else it is a view.
        descriptions: what each column says.
        description: what the model says, and of what it has a row.
        by_day_of: the bronze table by whose days it is made, a file for each; empty where it is
            made at once.
    """

    name: str
    columns: dict[str, str]
    key: tuple[str, ...]
    group_sizes: tuple[str, ...]
    sort_by: tuple[str, ...]
    is_computed: bool
    is_gold: bool
    descriptions: dict[str, str]
    description: str = ""
    by_day_of: str = ""

    @property
    def counts_by_content(self) -> bool:
        """Whether what is made of it asks for its rows and not for how they came about."""
        return self.is_computed or bool(self.by_day_of)

    @property
    def empty(self) -> str:
        """SQL that gives its columns and no row."""
        nulls = [f"cast(null as {kind}) as {identifier(c)}" for c, kind in self.columns.items()]
        return f"select {', '.join(nulls)} where false"


@cache
def declaration(model: str) -> Declaration:
    """The declaration of a model.

    Raises:
        KeyError: there is no such model.
    """
    path = model_files()[model]
    sql = path.read_text(encoding="utf-8")
    [declared] = yaml.load(path.with_suffix(".yml").read_text(encoding="utf-8"), _LOADER)["models"]
    sort_by, by_day = _SORT_BY.search(sql), _BY_DAY_OF.search(sql)
    return Declaration(
        model,
        {column["name"]: column["data_type"] for column in declared["columns"]},
        tuple(_key(declared)),
        tuple(
            column["name"]
            for column in declared["columns"]
            if "large_groups" in column.get("data_tests", [])
        ),
        tuple(re.findall(r"'([^']+)'", sort_by[1])) if sort_by else (),
        bool(_COMPUTED.search(sql)),
        path.is_relative_to(PROJECT / "models" / "gold"),
        {column["name"]: column.get("description", "") for column in declared["columns"]},
        declared.get("description", ""),
        by_day[1] if by_day else "",
    )


@cache
def model_files() -> dict[str, Path]:
    """The SQL file of each model."""
    return {path.stem: path for path in (PROJECT / "models").rglob("*.sql")}


# the one written in C where there is one: hundreds of files are read
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _key(declared: dict[str, Any]) -> list[str]:
    for test in declared.get("data_tests", []):
        if isinstance(test, dict) and "key" in test:
            columns: list[str] = test["key"]["arguments"]["columns"]
            return columns
    return []

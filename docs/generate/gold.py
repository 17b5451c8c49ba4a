"""The tables of gold, as the models' own descriptions have them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from generate.markdown import code, table
from reelhouse.transform.inputs import PROJECT

GOLD = PROJECT / "models" / "gold"


def tables(folder: str) -> str:
    """Every table of one folder of gold: grain, key, columns.

    Args:
        folder: such as `star` or `talent`.

    Raises:
        FileNotFoundError: there is no such folder, or a model has no description beside it.
    """
    paths = sorted((GOLD / folder).glob("*.sql"))
    if not paths:
        raise FileNotFoundError(GOLD / folder)
    return "\n\n".join(_section(model_of(path.with_suffix(".yml"))) for path in paths)


@cache
def model_of(path: Path) -> dict[str, Any]:
    """The description of the one model in a file."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    model: dict[str, Any] = content["models"][0]
    return model


def _section(model: dict[str, Any]) -> str:
    rows = [
        [code(column["name"]), code(column["data_type"]), column["description"]]
        for column in model["columns"]
    ]
    parts = [f"### {model['name']}", " ".join(model["description"].split())]
    if key := key_of(model):
        parts.append(f"Key: {' + '.join(map(code, key))}.")
    return "\n\n".join([*parts, table(["column", "type", "meaning"], rows)])


def key_of(model: dict[str, Any]) -> list[str]:
    """The columns that tell its rows apart, as its data tests state them."""
    for test in model.get("data_tests", []):
        if "key" in test:
            return list(test["key"]["arguments"]["columns"])
    return []

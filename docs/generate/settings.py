"""Every setting with its name, variable, default and meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from generate.markdown import code, table
from reelhouse.settings import Settings
from reelhouse.settings.operations import GateOverride
from reelhouse.settings.template import render_config

_PREFIX = "REELHOUSE_"


def settings() -> str:
    """One table for the settings at the top level and one for each section."""
    top, parts = [], []
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            parts.append(_section(name, section))
        elif name == "gates":
            parts.append(_gates(field))
        else:
            top.append(_row(name, name, field))
    return "\n\n".join([_table(top), *parts])


def config_file() -> str:
    """The file that `reelhouse init` writes."""
    return f"```toml\n{render_config()}```"


def _section(name: str, model: type[BaseModel]) -> str:
    rows, within = [], []
    for key, field in model.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            within.append(_section(f"{name}.{key}", section))
        else:
            rows.append(_row(key, f"{name.replace('.', '__')}__{key}", field))
    title = f"## `[{name}]`\n\n{(model.__doc__ or '').strip()}\n\n{_table(rows)}"
    return "\n\n".join([title, *within])


def _gates(field: FieldInfo) -> str:
    keys = ", ".join(code(key) for key in GateOverride.model_fields)
    return f"## `[gates.<name>]`\n\n{field.description} A gate takes {keys}; see [gates](gates.md)."


def _row(name: str, variable: str, field: FieldInfo) -> list[str]:
    return [
        code(name),
        code(_PREFIX + variable.upper()),
        _default(field),
        f"{field.description}{_bounds(field)}",
    ]


def _bounds(field: FieldInfo) -> str:
    words = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    bounds = [
        f"{word} {getattr(rule, key):g}"
        for rule in field.metadata
        for key, word in words.items()
        if hasattr(rule, key)
    ]
    return f" ({', '.join(bounds)})" if bounds else ""


def _default(field: FieldInfo) -> str:
    if field.annotation is SecretStr:
        return "a secret"
    default = field.get_default(call_default_factory=True)
    return "–" if default is None or default == "" else code(_shown(default))


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "[]"
    return str(value).replace(str(Path.home()), "~")


def _table(rows: list[list[str]]) -> str:
    return table(["setting", "variable", "default", "meaning"], rows)

"""The commented reelhouse.toml that `reelhouse init` writes, made from the settings themselves."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from reelhouse.settings import Settings, variable_of


def render_config() -> str:
    """Every setting with its meaning and default, commented out."""
    lines = [
        "# Settings of Reelhouse. What is commented out is the default.",
        "# Environment variables win over this file: REELHOUSE_LAKE, REELHOUSE_IMDB__BASE_URL, ...",
        "# Secrets belong in the environment only.",
        "",
    ]
    sections: list[tuple[str, type[BaseModel]]] = []
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            sections.append((name, field.annotation))
        elif name != "gates":
            lines += [*_setting(name, field), ""]
    while sections:
        name, model = sections.pop(0)
        lines.append(f"# {(model.__doc__ or '').strip()}")
        lines.append(f"[{name}]")
        within: list[tuple[str, type[BaseModel]]] = []
        for key, field in model.model_fields.items():
            if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
                within.append((f"{name}.{key}", field.annotation))
            elif field.annotation is SecretStr:
                lines.append(f"# {field.description} It is a secret: {variable_of(name, key)}.")
            else:
                lines += _setting(key, field)
        sections = within + sections
        lines.append("")
    lines += [
        "# A gate's limit or severity for this lake; `reelhouse builds show` lists the gates.",
        "# [gates.orphan_credits]",
        "# max = 0.05",
        '# severity = "error" # warn, error or off',
    ]
    return "\n".join(lines) + "\n"


def _setting(name: str, field: FieldInfo) -> list[str]:
    default = field.get_default(call_default_factory=True)
    example = "" if default is None else toml_value(default)
    return [f"# {field.description}", f"# {name} = {example}".rstrip()]


def toml_value(value: Any) -> str:
    """A value as TOML has it."""
    if isinstance(value, dict):
        entries = ", ".join(
            f"{json.dumps(key)} = {toml_value(entry)}" for key, entry in value.items()
        )
        return f"{{ {entries} }}" if entries else "{}"
    return json.dumps(str(value) if isinstance(value, Path | date) else value)

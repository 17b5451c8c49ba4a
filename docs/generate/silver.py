"""The views of silver, as the models' own descriptions have them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generate.gold import key_of, model_of
from generate.markdown import code, table
from reelhouse.sources.registry import MODULES
from reelhouse.transform.inputs import PROJECT

SILVER = PROJECT / "models" / "silver"


def views() -> str:
    """A section for each source, in it each view with its grain, key and columns."""
    folders = [SILVER / name for name in MODULES if (SILVER / name).is_dir()]
    return "\n\n".join(_source(folder) for folder in folders)


def _source(folder: Path) -> str:
    models = [model_of(path.with_suffix(".yml")) for path in sorted(folder.glob("*.sql"))]
    page = f"sources/{folder.name.replace('_', '-')}.md"
    link = f"From [{folder.name}]({page})."
    return "\n\n".join([f"## {folder.name}", link, *map(_view, models)])


def _view(model: dict[str, Any]) -> str:
    """A view that opens when it is clicked."""
    rows = [
        [code(column["name"]), code(column["data_type"]), column.get("description", "")]
        for column in model["columns"]
    ]
    parts = [" ".join(model["description"].split())]
    if key := key_of(model):
        parts.append(f"Key: {' + '.join(map(code, key))}.")
    parts.append(table(["column", "type", "meaning"], rows))
    body = "\n\n".join(parts)
    name = model["name"]
    return f'<details markdown="1" id="{name}">\n<summary>{name}</summary>\n\n{body}\n\n</details>'

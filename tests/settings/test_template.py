from __future__ import annotations

import tomllib
from pathlib import Path

from reelhouse.settings import Settings, load_settings
from reelhouse.settings.template import render_config


def test_the_written_file_changes_nothing_and_names_every_setting(tmp_path: Path) -> None:
    text = render_config()
    (tmp_path / "reelhouse.toml").write_text(text)

    assert load_settings().model_dump() == Settings().model_dump()
    assert all(name in text for name in Settings.model_fields)


def test_every_commented_default_is_the_default(tmp_path: Path) -> None:
    lines = [line.removeprefix("# ") for line in render_config().splitlines()]
    values = "\n".join(line for line in lines if line.startswith("[") or " = " in line)
    values = values.partition("[gates.")[0]

    (tmp_path / "reelhouse.toml").write_text(values)

    assert tomllib.loads(values)["engine"]["memory_limit"] == "4GB"
    assert load_settings().model_dump() == Settings().model_dump()

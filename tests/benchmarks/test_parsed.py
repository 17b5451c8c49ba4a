"""The project that is parsed beforehand is what a build reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.parsed import TARGET, parse_project

from reelhouse.settings import load_settings
from reelhouse.transform import parsed


def test_what_was_parsed_lies_where_a_process_looks_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsed, "_known", {})
    for name, value in parse_project(tmp_path / "cache").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(parsed, "_known", {})
    monkeypatch.setattr(parsed, "_parse", lambda options: pytest.fail("parsed once more"))

    models = parsed.parsed_project([], TARGET, load_settings().cache / "dbt", with_tests=False)

    assert "model.reelhouse.dim_title" in models.nodes

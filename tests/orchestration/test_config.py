"""Settings of the DAG, which need no Airflow to be looked at."""

from __future__ import annotations

import importlib.util
import re
import sys
from types import ModuleType

import pytest

from reelhouse.reports.gathered import KINDS
from reelhouse.sources.registry import MODULES
from tests.orchestration.real_airflow import FOLDER, ROOT


@pytest.fixture(scope="module")
def config() -> ModuleType:
    """The module of settings, as Airflow would import it."""
    spec = importlib.util.spec_from_file_location(
        "reelhouse_config", FOLDER / "reelhouse_config.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert "airflow" not in sys.modules
    return module


def test_every_source_and_report_is_written_down(config: ModuleType) -> None:
    assert config.SOURCES == MODULES
    assert set(config.REPORTS) == set(KINDS)


def test_every_setting_is_explained_and_every_explained_one_is_there() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    read = set(
        re.findall(r'config\.(?:text|number|chosen|options|is_off|hours)\(\s*"([A-Z_]+)"', code)
    ) | set(re.findall(r'^    return .*(?:text|options)\("([A-Z_]+)"', code, re.MULTILINE))
    page = (ROOT / "docs" / "airflow.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `NIGHTLY_([A-Z_]+)` \|", page, re.MULTILINE))
    assert read == explained
    assert {"HOME", "REELHOUSE", "SOURCES", "ALERT_URL"} < read


@pytest.mark.parametrize(
    ("said", "chosen"),
    [("imdb", ["imdb"]), ("x, imdb", ["imdb", "x"]), ("no", []), ("", [])],
)
def test_a_list_of_names(
    config: ModuleType, monkeypatch: pytest.MonkeyPatch, said: str, chosen: list[str]
) -> None:
    monkeypatch.setenv("NIGHTLY_SOURCES", said)
    assert config.chosen("SOURCES", MODULES, MODULES) == chosen


def test_a_name_that_is_none_is_told(config: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGHTLY_SOURCES", "imbd")
    with pytest.raises(ValueError, match="NIGHTLY_SOURCES: there is no 'imbd'; there are imdb"):
        config.chosen("SOURCES", MODULES, MODULES)


@pytest.mark.parametrize("said", ["often", "-1", "nan", "inf"])
def test_a_number_that_is_none_is_told(
    config: ModuleType, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("NIGHTLY_RETRIES", said)
    with pytest.raises(ValueError, match="NIGHTLY_RETRIES is a number from 0 on"):
        config.number("RETRIES", 4)


def test_more_words_are_read_as_a_shell_does(
    config: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTLY_PUBLISH", "dim_date --dataset 'of the house' --for-own-use")
    assert config.options("PUBLISH") == ["dim_date", "--dataset", "of the house", "--for-own-use"]

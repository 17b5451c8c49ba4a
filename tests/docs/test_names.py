"""Files, targets, tables and fields that pages speak of are there."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from reelhouse.evidence import GateResult, Input, Run, Step
from reelhouse.lake import Lake, Sidecar
from reelhouse.settings import Settings, variable_of
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.world import World
from reelhouse.sources.api import ENVELOPE
from reelhouse.sources.registry import MODULES, bronze_resources
from reelhouse.storage import read_json
from reelhouse.transform.inputs import PROJECT
from tests.docs.pages import DOCS, PAGES, ROOT, text

GOLD = PROJECT / "models" / "gold"
SILVER = PROJECT / "models" / "silver"

_TARGET = re.compile(r"(?:`|^\$ )make ([a-z]+)", re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
_PATH = re.compile(r"`((?:src|tests|docs|benchmarks|transform|\.ci)/[\w./-]+)`")
_MADE_BY_THE_BENCHMARK = ("benchmarks/work", "benchmarks/results")
_EDGE = re.compile(r"^\s*(\w+) \|\|--o\{ (\w+) : (\w+)$", re.MULTILINE)

page = pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))


@page
def test_make_targets_that_are_named_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text(ROOT / "Makefile"), re.MULTILINE))

    assert set(_TARGET.findall(text(page))) <= targets


@page
def test_files_that_are_named_exist(page: Path) -> None:
    named = [
        name for name in _PATH.findall(text(page)) if not name.startswith(_MADE_BY_THE_BENCHMARK)
    ]
    linked = [page.parent / link for link in _LINK.findall(text(page))]

    assert [name for name in named if not _is_there(name)] == []
    assert [link for link in linked if not link.exists()] == []


def _is_there(name: str) -> bool:
    return (ROOT / name).exists() or (ROOT / "src" / "reelhouse" / name).exists()


def test_models_that_metrics_are_computed_in_exist() -> None:
    named = set(re.findall(r"`(\w+/\w+\.sql)`", text(DOCS / "metrics.md")))

    assert len(named) > 5
    assert [name for name in named if not (GOLD / name).is_file()] == []


def test_columns_that_metrics_define_exist() -> None:
    defined = {
        name
        for line in text(DOCS / "metrics.md").splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }

    assert len(defined) > 20
    assert defined <= {column["name"] for model in _models() for column in model["columns"]}


_TABLE_PAGES = [path for folder in ("marts", "models") for path in (DOCS / folder).glob("*.md")]


def test_every_folder_of_gold_has_its_place() -> None:
    pages = [DOCS / "gold.md", DOCS / "titles.md", *_TABLE_PAGES]
    marks = [
        folder
        for page in pages
        for folder in re.findall(r"<!-- generate: gold (\w+) -->", text(page))
    ]

    assert sorted(marks) == sorted(path.name for path in GOLD.iterdir() if path.is_dir())


def test_the_diagram_shows_the_relationships_of_the_star() -> None:
    drawn = {(child, key, parent) for parent, child, key in _EDGE.findall(text(DOCS / "gold.md"))}

    assert drawn == {
        (model["name"], column["name"], test["relationships"]["arguments"]["to"][5:-2])
        for model in _models("star")
        for column in model["columns"]
        for test in column.get("data_tests", [])
        if isinstance(test, dict) and "relationships" in test
    }


def _models(folder: str = "*") -> list[dict[str, Any]]:
    paths = sorted(GOLD.glob(f"{folder}/*.yml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8"))["models"][0] for path in paths]


@page
def test_views_of_silver_that_are_named_exist(page: Path) -> None:
    views = {path.stem for path in SILVER.rglob("*.sql")}
    named = set(re.findall(r"\bsilver_[a-z_]+__[a-z_0-9]+", text(page)))

    assert {name for name in named if "cineclub" not in name} <= views


@pytest.mark.parametrize("name", MODULES)
def test_the_page_of_a_source_tells_its_resources_and_settings(name: str) -> None:
    told = text(DOCS / "sources" / f"{name.replace('_', '-')}.md")
    model: Any = Settings.model_fields[name].annotation
    own = [key for key in model.model_fields if key not in {"base_url", "limits", "connections"}]
    resources = [r.resource for r in bronze_resources().values() if r.source == name]

    assert [r for r in resources if f"`{r}`" not in told] == []
    for key in own:
        names = (f"`{key}`", f"{name}.{key}", variable_of(name, key))
        assert any(shown in told for shown in names), key


def test_every_field_of_a_fault_is_explained() -> None:
    explained = text(DOCS / "simulator.md")

    assert [f.name for f in fields(Fault) if f"`{f.name}`" not in explained] == []


def test_every_field_of_the_truth_is_explained() -> None:
    explained = text(DOCS / "simulator.md")

    assert [name for name in World(titles=60).truth() if f"`{name}`" not in explained] == []


def test_every_column_of_bronze_is_explained() -> None:
    explained = text(DOCS / "bronze.md")

    assert [name for name in ENVELOPE if f"`{name}`" not in explained] == []


def test_every_decision_is_listed() -> None:
    listed = text(DOCS / "decisions" / "index.md")
    pages = sorted(path.name for path in (DOCS / "decisions").glob("*-*.md"))

    assert [name for name in pages if f"]({name})" not in listed] == []
    assert [int(name[:2]) for name in pages] == list(range(1, len(pages) + 1))


@pytest.mark.parametrize("record", [Input, Step, GateResult, Sidecar], ids=lambda r: r.__name__)
def test_every_field_of_the_evidence_is_explained(record: type[Any]) -> None:
    explained = text(DOCS / "evidence.md")

    assert [f.name for f in fields(record) if f"`{f.name}`" not in explained] == []


def test_every_field_of_a_run_is_explained(tmp_path: Path) -> None:
    with Run.start(Lake(tmp_path), "build", Settings()) as run:
        pass
    explained = text(DOCS / "evidence.md")

    assert [name for name in read_json(run.path) if f"`{name}`" not in explained] == []

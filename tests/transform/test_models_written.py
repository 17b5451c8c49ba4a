"""How the models are written: portable SQL, one way round, every column described."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from reelhouse.transform import lineage
from reelhouse.transform.computed import writers
from reelhouse.transform.inputs import PROJECT

SQL_FILES = sorted((PROJECT / "models").rglob("*.sql"))
GOLD_FILES = [path for path in SQL_FILES if "gold" in path.parts]
# what Python computes has no SQL but the names of what it reads
GOLD_SQL = [path for path in GOLD_FILES if path.stem not in writers()]
MART_SQL = [path for path in GOLD_SQL if path.stem.startswith("mart_")]

NOT_PORTABLE = {
    "cast with ::": r"::",
    "qualify": r"\bqualify\b",
    "group by all": r"\bgroup by all\b",
    "exclude": r"\bexclude\b",
    "lists and structs": r"\b(list|struct|array)_\w+\(|\bunnest\(|\bstring_split\(",
    "aggregate with filter": r"\bfilter\s*\(",
}
UPPER_CASE = r"\b(SELECT|FROM|WHERE|WITH|JOIN|GROUP|ORDER|CASE|CAST|AS|AND|OR|NULL|UNION|OVER)\b"

one_by_one = pytest.mark.parametrize("path", SQL_FILES, ids=lambda path: path.stem)


def sql_of(path: Path) -> str:
    """The text of a model without its comments."""
    return re.sub(r"\{#.*?#\}|--[^\n]*", "", path.read_text(), flags=re.DOTALL)


def steps_of(path: Path) -> list[tuple[str, str]]:
    """Name and text of each common table expression, in order."""
    parts = re.split(r"(?m)^(?:with )?(\w+) as \($", sql_of(path))
    return list(zip(parts[1::2], parts[2::2], strict=True))


def described(path: Path) -> dict[str, Any]:
    """The entry of a model in the yml beside it."""
    [model] = yaml.safe_load(path.with_suffix(".yml").read_text())["models"]
    return dict(model)


@one_by_one
def test_is_sql_that_every_engine_takes(path: Path) -> None:
    found = [rule for rule, pattern in NOT_PORTABLE.items() if re.search(pattern, sql_of(path))]

    assert found == []


@one_by_one
def test_is_in_lower_case(path: Path) -> None:
    assert re.findall(UPPER_CASE, sql_of(path)) == []


@pytest.mark.parametrize("path", GOLD_SQL, ids=lambda path: path.stem)
def test_imports_come_first_and_final_is_last(path: Path) -> None:
    steps = steps_of(path)
    if not steps:
        assert re.search(r"^select \* from \{\{ ref\('\w+'\) \}\}$", sql_of(path), re.MULTILINE)
        return
    imports = ["ref(" in text or "source(" in text for _, text in steps]

    assert imports == sorted(imports, reverse=True)
    assert steps[-1][0] == "final"
    assert sql_of(path).rstrip().endswith("select * from final")


@pytest.mark.parametrize("path", GOLD_SQL, ids=lambda path: path.stem)
def test_marts_read_gold_and_only_the_star_reads_silver(path: Path) -> None:
    read = re.findall(r"ref\('(\w+)'\)", sql_of(path))

    assert read or "source('build'" in sql_of(path) or path.stem == "dim_date"
    if path in MART_SQL:
        assert [name for name in read if name.startswith("silver_")] == []
    elif "features" not in path.parts:
        # what a model learns from may be read wherever it is first known
        assert [name for name in read if name.startswith("mart_")] == []


@pytest.mark.parametrize("path", MART_SQL, ids=lambda path: path.stem)
def test_marts_import_no_more_columns_than_they_need(path: Path) -> None:
    assert re.findall(r"select \*\s+from \{\{ ref\('\w+'\) \}\}", sql_of(path)) == []


@one_by_one
def test_is_described_with_its_grain(path: Path) -> None:
    model = described(path)

    assert model["name"] == path.stem
    assert re.search(
        r"\. One row per [a-z][^.]+\.$|^One row per [a-z][^.]+\.$", model["description"]
    )


@one_by_one
def test_every_column_has_type_and_meaning(path: Path) -> None:
    lacking = [
        column["name"]
        for column in described(path)["columns"]
        if not column.get("data_type") or not column.get("description", "").endswith(".")
    ]

    assert lacking == []


@pytest.mark.parametrize("path", GOLD_FILES, ids=lambda path: path.stem)
def test_every_gold_table_has_its_key_tested(path: Path) -> None:
    assert [test for test in described(path)["data_tests"] if "key" in test] != []


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Any]:
    """What dbt warns of when it parses the project, and its manifest."""
    return parse(tmp_path_factory.mktemp("parsed"))


def test_the_project_parses_without_a_warning(parsed: tuple[list[str], Any]) -> None:
    warnings, _ = parsed

    assert warnings == []


def test_a_model_names_what_it_is_made_from_in_its_own_text(
    parsed: tuple[list[str], Any],
) -> None:
    _, manifest = parsed
    bronze = {
        key: f"{source.source_name}__{source.name.replace('.', '_')}"
        for key, source in manifest.sources.items()
        if source.schema == "bronze"
    }
    known = bronze | {key: node.name for key, node in manifest.nodes.items()}
    read = {
        node.name: {known[key] for key in node.depends_on.nodes if key in known}
        for node in manifest.nodes.values()
        if node.resource_type == "model"
    }
    named = {
        name: {parent for parent in found if parent in known.values()}
        for name, found in lineage.parents().items()
    }

    assert named == read


def parse(scratch: Path) -> tuple[list[str], Any]:
    """What dbt warns of when it parses the project, and its manifest."""
    from dbt.cli.main import dbtRunner

    warnings: list[str] = []

    def keep_warnings(event: Any) -> None:
        if event.info.level in {"warn", "error"}:
            warnings.append(event.info.msg)

    outcome = dbtRunner(callbacks=[keep_warnings]).invoke(
        [
            *("parse", "--no-partial-parse", "--show-all-deprecations"),
            *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
            *("--target-path", str(scratch), "--log-path", str(scratch)),
            *("--log-level", "none", "--no-write-json", "--no-send-anonymous-usage-stats"),
            *("--no-version-check",),
        ]
    )

    assert outcome.success
    return warnings, outcome.result


def test_what_models_read_stands_in_them_where_lineage_finds_it() -> None:
    """Terms, attributions and whether a build is due all go by the lineage that is read off SQL."""
    for path in sorted((PROJECT / "models").rglob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        plain = re.findall(r"\b(?:ref\('\w+'\)|source\('\w+',\s*'\w+'\))", sql)
        assert len(plain) == len(re.findall(r"\b(?:ref|source)\(", sql)), path.name
    for path in sorted((PROJECT / "macros").rglob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        assert not re.search(r"\bref\(", sql), path.name
        assert set(re.findall(r"\bsource\(\s*'(\w+)'", sql)) <= {"build", "previous"}, path.name

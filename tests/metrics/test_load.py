from __future__ import annotations

import re
from pathlib import Path

import pytest

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.metrics import definitions as definitions_module
from reelhouse.metrics.definitions import Definitions
from reelhouse.metrics.entries import PERIOD, is_aggregate
from reelhouse.metrics.load import METRICS_FILE, load_definitions
from reelhouse.transform.declarations import Declaration, declaration

GOOD = """\
joins:
  - {name: title, key: title_key, table: dim_title, where: is_current, dimensions: [primary_title]}
tables:
  - name: fact_rating_snapshot
    dates: {column: snapshot_date, grain: day}
  - name: mart_talent
    dimensions: [person_key, main_category]
metrics:
  - name: votes
    title: Votes
    description: Votes as they stand at the end of the period.
    table: fact_rating_snapshot
    formula: sum(vote_count)
    last_in_period: true
    unit: count
    origin: IMDb
  - name: titles
    title: Titles of a person
    description: Titles of a person.
    table: mart_talent
    formula: any_value(title_count)
    unit: count
    origin: IMDb
"""


def definitions_of(folder: Path, text: str) -> Definitions:
    path = folder / "metrics.yml"
    path.write_text(text, encoding="utf-8")
    return load_definitions(path, bind=True)


def test_every_metric_says_what_it_is(definitions: Definitions) -> None:
    for metric in definitions.metrics.values():
        assert metric.title
        assert metric.description.endswith(".")
        assert metric.origin
        assert definitions.dimensions_of(metric), metric.name


def test_every_dimension_says_what_it_is(definitions: Definitions) -> None:
    for table in definitions.tables:
        for name in definitions.dimensions(table):
            assert definitions.meaning(table, name).endswith("."), f"{table}.{name}"


def test_every_table_and_join_is_used(definitions: Definitions) -> None:
    parts = [part for m in definitions.metrics.values() for part in definitions.aggregates(m)]

    assert {part.table for part in parts} == definitions.tables.keys()
    used = {d.join for name in definitions.tables for d in definitions.dimensions(name).values()}
    assert used - {""} == definitions.joins.keys()


def test_nobody_else_computes_figures_from_gold() -> None:
    """Rows may be shown as they are; SQL that the command line shows as an example is the only
    one that adds them up."""
    source = METRICS_FILE.parents[1]
    surfaces = [
        *(path for path in source.glob("*.py") if path.name != "demo.py"),
        *(path for path in (source / "cli").glob("*.py") if path.name != "basics.py"),
        *(source / "dashboards").rglob("*.py"),
    ]
    added_up = re.compile(
        r"\b(count|sum|avg|min|max|median|quantile\w*)\([^\n]*?\bfrom (mart|fact|dim|bridge)_"
    )

    assert [p.name for p in surfaces if added_up.search(p.read_text())] == []


def test_no_metric_reads_rows_of_single_members(definitions: Definitions) -> None:
    read = {name: declaration(name) for name in definitions.tables_read}
    personal = [name for name, declared in read.items() if "member_key" in declared.columns]
    assert len(read) > 40

    assert personal == []


@pytest.mark.parametrize(
    ("found", "put", "line", "message"),
    [
        ("table: mart_talent", "table: mart_gone", 17, "'mart_gone' is not among the tables"),
        ("name: mart_talent", "name: mart_gone", 6, "gold has no table 'mart_gone'"),
        ("table: dim_title", "table: dim_gone", 2, "gold has no table 'dim_gone'"),
        ("sum(vote_count)", "sum(gone)", 9, '"gone" not found'),
        ("sum(vote_count)", "vote_count", 9, "neither one aggregate"),
        ("sum(vote_count)", "sum(vote_count) + sum(vote_count)", 9, "neither one aggregate"),
        ("sum(vote_count)", "avg(vote_count)", 9, "neither one aggregate"),
        ("main_category]", "gone]", 6, '"gone" not found'),
        ("[primary_title]", "[gone]", 2, '"gone" not found'),
        ("column: snapshot_date", "column: gone", 4, '"gone" not found'),
        ("grain: day", "grain: fortnight", 4, "dates.grain"),
        ("[person_key, ", "[", 17, "'person_key' is no dimension of titles"),
        ("unit: count", "unit: parsecs", 9, "unit"),
        ("unit: count", "unit: count\n    colour: red", 9, "colour: Extra inputs"),
        ("name: titles", "name: votes", 17, "'votes' is defined twice"),
        ("name: votes", "name: Votes!", 9, "name: String should match"),
        ("formula: sum(vote_count)", "where: {vote_count: 1}", 9, "a formula or a ratio"),
        (
            "unit: count",
            "ratio: {of: votes, to: titles}\n    unit: count",
            9,
            "a formula or a ratio",
        ),
        ("unit: count", "where: {gone: 1}\n    unit: count", 9, '"gone" not found'),
        ("unit: count", "not_over: {gone: why}\n    unit: count", 9, "'gone' is no dimension"),
        (
            "formula: any_value(title_count)",
            "ratio: {of: count(*), to: gone}",
            17,
            "'gone' is neither one aggregate nor a metric",
        ),
        (
            "formula: any_value(title_count)",
            "formula: count(*)\n    last_in_period: true",
            17,
            "mart_talent has no date",
        ),
    ],
)
def test_a_wrong_definition_is_refused_where_it_stands(
    tmp_path: Path, found: str, put: str, line: int, message: str
) -> None:
    assert found in GOOD

    with pytest.raises(ReelhouseError) as refused:
        definitions_of(tmp_path, GOOD.replace(found, put, 1))

    assert refused.value.where == f"{tmp_path / 'metrics.yml'}:{line}"
    assert message in refused.value.what


def test_a_dimension_that_is_made_has_a_name_of_its_own(tmp_path: Path) -> None:
    made = "[person_key, {name: main_category, sql: upper(main_category)}]"

    with pytest.raises(ReelhouseError, match="'main_category' is a column of mart_talent already"):
        definitions_of(tmp_path, GOOD.replace("[person_key, main_category]", made))


def test_a_join_brings_its_dimensions_to_every_table_with_its_key(tmp_path: Path) -> None:
    found = definitions_of(tmp_path, GOOD)

    assert list(found.dimensions("fact_rating_snapshot")) == [
        "weekday",
        "month_of_year",
        "title_key",
        "primary_title",
    ]
    assert list(found.dimensions("mart_talent")) == ["person_key", "main_category"]


def test_periods_are_those_its_dates_can_tell_apart(tmp_path: Path) -> None:
    found = definitions_of(tmp_path, GOOD.replace("grain: day", "grain: month"))

    assert found.grains_of(found.metrics["votes"]) == ("month", "quarter", "half", "year")
    assert found.grains_of(found.metrics["titles"]) == ()
    assert "weekday" not in found.dimensions("fact_rating_snapshot")


def test_reasons_not_to_add_up(definitions: Definitions, tmp_path: Path) -> None:
    other = definitions_of(tmp_path, GOOD)

    def why(name: str, dimension: str) -> str:
        return definitions.why_not_add(definitions.metric(name), dimension)

    assert why("title_count", "title_type") == ""
    assert why("title_count", PERIOD) == ""
    assert why("title_count", "genre") == "a title counts in each of its genres"
    assert why("vote_count", "genre") == "a title counts in each of its genres"
    assert "ratio" in why("mean_average_rating", "title_type")
    assert "median" in why("median_average_rating", "title_type")
    assert "ready" in why("person_title_count", "main_category")
    assert "stand" in other.why_not_add(other.metrics["votes"], PERIOD)
    assert other.why_not_add(other.metrics["votes"], "primary_title") == ""


def test_only_the_declarations_of_tables_that_are_asked_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def noted(table: str) -> Declaration:
        read.append(table)
        return declaration(table)

    known = load_definitions()
    anew = Definitions(known.joins, known.tables, known.metrics)
    monkeypatch.setattr(definitions_module, "declaration", noted)
    for _ in range(2):
        assert "genre" in anew.dimensions_of(anew.metric("title_count"))

    assert read == sorted({part.table for part in anew.aggregates(anew.metric("title_count"))})


def test_an_unknown_metric_is_a_wrong_usage(definitions: Definitions) -> None:
    with pytest.raises(UsageError, match="there is no metric 'gone'"):
        definitions.metric("gone")


@pytest.mark.parametrize(
    "sql", ["sum(a)", "count(*)", "count(distinct a)", "sum(case when a then (b + 1) else 0 end)"]
)
def test_one_aggregate_is_a_formula(sql: str) -> None:
    assert is_aggregate(sql)


@pytest.mark.parametrize(
    "sql", ["a", "sum(a) / sum(b)", "avg(a)", "sum(a", "sum(a))", "(sum(a))", "1 + sum(a)", ""]
)
def test_anything_else_is_none(sql: str) -> None:
    assert not is_aggregate(sql)

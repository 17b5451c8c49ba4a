from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from reelhouse.gold import require_current
from reelhouse.transform.build import build_gold
from reelhouse.transform.gates import Gate, check_gates, load_gates
from tests.lakes import copy_of, deliver, settings_of
from tests.small_lake import small_lake


def test_every_table_has_its_key_guarded(shared_folder: Path) -> None:
    published = require_current(small_lake(shared_folder))

    guarded = {gate.table for gate in load_gates({}) if gate.check == "unique" and gate.columns}
    assert published.rows.keys() - guarded == set()
    verdicts = {gate["name"]: gate["verdict"] for gate in published.manifest["gates"]}
    assert verdicts["unique_bridge_title_crew"] == "passed"
    assert verdicts["unique_dim_rating_prior"] == "passed"
    assert verdicts["orphan_crew_people"] == "passed"


def test_a_crew_that_came_short_is_refused_and_a_stranger_in_it_is_warned_of(
    shared_folder: Path, tmp_path: Path
) -> None:
    lake = copy_of(small_lake(shared_folder), tmp_path)
    deliver(lake, "title.crew", [("tt0000001", "nm0000009", r"\N")], "2026-01-02")

    report = build_gold(lake, settings_of(lake), accepted=["row_loss_bridge_title_crew"])

    figures = {gate.name: (gate.verdict, gate.figure) for gate in report.gates}
    assert figures["row_loss_bridge_title_crew"] == ("accepted", 0.75)
    assert figures["orphan_crew_people"] == ("warned", 1.0)


@pytest.mark.parametrize(
    ("keys", "repeats"),
    [
        ("(1, 'a', 2), (1, 'b', 1), (2, 'a', 1)", 0),
        ("(1, 'a', 1), (1, 'a', 1), (2, 'a', 1)", 1),
        ("(1, 'a', 1), (1, 'a', 2), (1, 'a', 2), (1, 'a', 2)", 2),
        ("(2, 'a', 1), (1, 'b', 1), (2, 'a', 1)", 1),
        ("(1, 'b', 1), (1, 'a', 9), (1, 'b', 1)", 1),
        ("(1, null, 1), (1, null, 1), (2, 'a', 1)", 1),
        ("(1, 'a', null), (2, 'a', 1), (3, 'a', 1)", 0),
    ],
)
def test_a_repeated_key_is_counted_wherever_it_stands_and_whatever_part_is_missing(
    keys: str, repeats: int
) -> None:
    gate = Gate(
        name="unique_credit",
        check="unique",
        table="credit",
        columns=("title_key", "role", "position"),
        max=0,
        severity="error",
    )
    with duckdb.connect() as connection:
        connection.execute(
            "create table credit as select * from "
            f"(values {keys}) as rows (title_key, role, position)"
        )

        [result] = check_gates(connection, [gate], delivered={}, published=None)

    assert result.figure == repeats
    assert result.verdict == ("failed" if repeats else "passed")


def test_orphans_are_counted_among_the_rows_that_a_gate_looks_at() -> None:
    gate = Gate(
        name="orphans",
        check="orphans",
        table="child",
        where="kind = 'name'",
        column="id",
        of="parent",
        key="id",
        max=1,
        severity="warn",
    )
    with duckdb.connect() as connection:
        connection.execute("create table parent as select 1 as id")
        connection.execute(
            "create table child as "
            "from (values (1, 'name'), (2, 'name'), (3, 'other')) as rows (id, kind)"
        )
        [result] = check_gates(connection, [gate], delivered={}, published=None)

    assert result.figure == 0.5


def test_a_group_that_is_too_small_is_not_published() -> None:
    [gate] = [g for g in load_gates({}) if g.name == "small_groups_mart_viewing_day"]
    with duckdb.connect() as connection:
        connection.execute(
            "create schema build; create table build.mart_settings as "
            "select 'min_group' as setting_name, '12' as setting_value; "
            "create table mart_viewing_day as select * from (values (12), (11), (400), (3)) "
            "as days (member_count)"
        )

        [result] = check_gates(connection, [gate], delivered={}, published=None)

    assert (result.verdict, result.figure) == ("failed", 0.5)


@pytest.mark.parametrize(
    ("rows", "verdict", "figure"),
    [
        ("(date '2024-05-09', date '2023-12-31')", "passed", 0.0),
        ("(date '2024-05-09', date '2024-05-09'), (date '2024-05-09', null)", "passed", 0.0),
        ("(date '2024-05-09', date '2024-05-10'), (date '2024-05-09', null)", "failed", 0.5),
        ("(null, date '2024-05-10')", "failed", 1.0),
    ],
)
def test_a_feature_from_the_future_is_not_published(rows: str, verdict: str, figure: float) -> None:
    [gate] = [g for g in load_gates({}) if g.name == "future_feature_title_release"]
    with duckdb.connect() as connection:
        connection.execute(
            f"create table feature_title_release as from (values {rows}) "
            "as features (known_at, latest_source_date)"
        )

        [result] = check_gates(connection, [gate], delivered={}, published=None)

    assert (result.verdict, result.figure) == (verdict, figure)


def test_results_come_in_the_order_of_the_gates_whichever_goes_first() -> None:
    names = ("small", "large", "middle")
    gates = [
        Gate(name=name, check="unique", table=name, columns=("k",), max=0, severity="error")
        for name in names
    ]
    sizes = {"small": 1, "large": 300, "middle": 20}
    with duckdb.connect() as connection:
        for name, rows in sizes.items():
            connection.execute(f"create table {name} as select range as k from range({rows})")
            connection.execute(f"insert into {name} select 0 from range({rows})")

        results = check_gates(connection, gates, delivered={}, published=None, sizes=sizes)

    assert [(r.name, r.figure) for r in results] == [(n, sizes[n]) for n in names]

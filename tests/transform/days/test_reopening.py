"""Which days a change of members or titles reopens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from reelhouse.transform.days.reopening import LOOKUPS, followed, reopened
from reelhouse.transform.lineage import parents

HOURS = "fact_viewing_hour"
ALL = ("dim_member", HOURS, "bridge_viewing_title")


@pytest.fixture
def gold() -> Iterator[duckdb.DuckDBPyConnection]:
    """A build like the one before it: members 1 and 2 on two days each, two titles."""
    with duckdb.connect() as connection:
        connection.execute("create schema previous; create schema bronze")
        for schema in ("main", "previous"):
            connection.execute(f"""
                create table {schema}.dim_member as select unnest([1, 2]) as member_key;
                create table {schema}.bridge_viewing_title as
                select * from (values ('|Alpha', 7, 90), ('|Beta', 8, null))
                    as given(record_id, title_key, runtime_minutes)
            """)
        connection.execute("""
            create table viewing_member as
            select * from (values ('M-1', 1), ('M-2', 2)) as given(member_id, member_key);
            create table bronze.first_party__viewing_sessions as
            select * from (values
                ('M-1', '2026-01-01 20:00:00'), ('M-1', '2026-01-02 20:00:00'),
                ('M-2', '2026-01-02 20:00:00'), ('M-2', '2026-01-03 20:00:00'),
                ('M-3', '2026-01-04 20:00:00')) as given(member_id, started_at);
            create table previous.fact_viewing_hour as
            select * from (values
                (1, timestamp '2026-01-01 20:00:00'), (1, timestamp '2026-01-02 20:00:00'),
                (2, timestamp '2026-01-02 20:00:00'), (2, timestamp '2026-01-03 20:00:00'))
                as given(member_key, hour_at);
            create table fact_viewing_name as
            select * from (values
                ('|Alpha', date '2026-01-01'), ('|Beta', date '2026-01-02'),
                ('|Gamma', date '2026-01-03')) as given(record_id, viewing_date)
        """)
        yield connection


def days(gold: duckdb.DuckDBPyConnection) -> list[int] | None:
    found = reopened(gold, HOURS, ALL)
    return None if found is None else sorted(day.day for day in found)


def test_nothing_changed_reopens_nothing(gold: duckdb.DuckDBPyConnection) -> None:
    assert days(gold) == []


def test_who_is_not_there_any_more_reopens_the_days_on_which_gold_has_them(
    gold: duckdb.DuckDBPyConnection,
) -> None:
    gold.execute("delete from dim_member where member_key = 2")
    assert days(gold) == [2, 3]


def test_who_agrees_now_reopens_the_days_on_which_bronze_has_them(
    gold: duckdb.DuckDBPyConnection,
) -> None:
    gold.execute("insert into dim_member values (3); insert into viewing_member values ('M-3', 3)")
    assert days(gold) == [4]


@pytest.mark.parametrize(
    ("change", "reopens"),
    [
        ("update bridge_viewing_title set runtime_minutes = 91 where title_key = 7", [1]),
        ("update bridge_viewing_title set runtime_minutes = 91 where title_key = 8", [2]),
        ("update bridge_viewing_title set title_key = 9 where title_key = 8", [2]),
        ("insert into bridge_viewing_title values ('|Gamma', 9, null)", [3]),
        ("delete from bridge_viewing_title where title_key = 7", [1]),
    ],
)
def test_a_title_that_changes_reopens_the_days_that_name_it(
    gold: duckdb.DuckDBPyConnection, change: str, reopens: list[int]
) -> None:
    gold.execute(change)
    assert days(gold) == reopens


def test_all_days_are_made_where_there_is_nothing_to_compare_with(
    gold: duckdb.DuckDBPyConnection,
) -> None:
    assert reopened(gold, HOURS, ["dim_member", HOURS]) is None
    assert reopened(gold, "fact_viewing_name", []) == set[date]()


def test_what_is_followed_is_what_the_table_reads() -> None:
    for table in LOOKUPS:
        assert followed(table) <= parents()[table]

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from benchmarks.compare import differences

RATINGS = (
    "select * from (values (1, 7.5::double, 'a'), (2, 6.25::double, 'b')) as t (key, rating, name)"
)


def write(folder: Path, sql: str, table: str = "ratings") -> dict[str, list[Path]]:
    folder.mkdir(exist_ok=True)
    path = folder / f"{table}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy ({sql}) to '{path}' (format parquet)")
    return {table: [path]}


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    ours = write(tmp_path / "ours", f"{RATINGS} order by key")
    theirs = write(tmp_path / "theirs", f"{RATINGS} order by key desc")
    assert differences(ours, theirs) == []


def test_rows_may_be_spread_over_files(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole", RATINGS)
    first = write(tmp_path / "first", f"{RATINGS} limit 1")["ratings"]
    second = write(tmp_path / "second", f"{RATINGS} limit 1 offset 1")["ratings"]
    assert differences(whole, {"ratings": first + second}) == []


def test_the_last_bits_of_a_double_do_not_matter(tmp_path: Path) -> None:
    ours = write(
        tmp_path / "ours", "select 0.1::double + 0.2::double as share, 0.3::double as rate"
    )
    theirs = write(
        tmp_path / "theirs", "select 0.3::double as share, 0.1::double + 0.2::double as rate"
    )
    assert differences(ours, theirs) == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (f"{RATINGS} limit 1", "ratings: 2 rows against 1"),
        (f"select * replace (rating + 1e-5 as rating) from ({RATINGS})", "values differ: rating"),
        (f"select * replace (nullif(name, 'b') as name) from ({RATINGS})", "values differ: name"),
        (f"select * replace (key::bigint as key) from ({RATINGS})", "columns differ: key BIGINT"),
        (f"select * exclude (name) from ({RATINGS})", "columns differ: name VARCHAR"),
    ],
)
def test_a_difference_is_named(tmp_path: Path, sql: str, expected: str) -> None:
    found = differences(write(tmp_path / "ours", RATINGS), write(tmp_path / "theirs", sql))
    assert len(found) == 1
    assert expected in found[0]


def test_values_that_changed_rows_are_seen(tmp_path: Path) -> None:
    swapped = f"select * replace (case key when 1 then 'b' else 'a' end as name) from ({RATINGS})"
    found = differences(write(tmp_path / "ours", RATINGS), write(tmp_path / "theirs", swapped))
    assert found == ["ratings: values differ: which belong together"]


def test_a_row_that_stands_twice_does_not_hide(tmp_path: Path) -> None:
    def twice(key: int) -> str:
        return f"{RATINGS} union all (select * from ({RATINGS}) where key = {key})"

    ours, theirs = write(tmp_path / "ours", twice(1)), write(tmp_path / "theirs", twice(2))
    assert differences(ours, theirs) != []


def test_a_table_that_only_one_has_is_a_difference(tmp_path: Path) -> None:
    ours = write(tmp_path, RATINGS)
    both = ours | write(tmp_path, RATINGS, table="names")
    assert differences(ours, both) == ["names: only one of the two has it"]

"""What SQL takes of a Parquet file at once is what Python would have taken, cell by cell."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelhouse.sources.tabular import Column, TableSchema, check
from reelhouse.sources.tabular.check import check_table

SCHEMA = TableSchema(
    "sittings",
    (
        Column("sitting_id", key=True),
        Column("note", required=False),
        Column("title_id", required=False, pattern=r"tt\d{7,10}", example="tt0000001"),
        Column("began_at", type="timestamp"),
        Column("minutes", type="decimal", minimum=0, maximum=1440),
        Column("seats", type="integer", required=False, minimum=1),
        Column("seen_on", type="date", required=False),
        Column("is_paid", type="boolean", required=False),
        Column("country", type="country", required=False),
        Column("device", allowed=("tv", "mobile"), required=False),
        Column("fetched_at", type="timestamp", filled_from="arrival"),
    ),
    reads="all",
)

texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=8
) | st.sampled_from(
    ["", " ", "a\tb", " x", "x\u00a0", "\u200bx", "a\r\nb", "Amélie", "東京", "x\x1f"]
)
times = (
    st.datetimes().map(str)
    | st.datetimes().map(lambda moment: moment.isoformat() + "Z")
    | st.sampled_from(
        [
            "2026-01-31 20:15:00", "2026-01-31T20:15:00Z", "2026-01-31 20:15:00+00",
            "2026-01-31 20:15:00+02:00", "2026-01-31 20:15", "2026-02-30 20:15:00",
            "2026-01-31 24:00:00", "0999-01-01 00:00:00", "2026-01-31 20:15:00.5", "soon", "",
        ]
    )
)  # fmt: skip
numbers = (
    st.decimals(-10, 2000, places=3, allow_nan=False).map(str)
    | st.floats().map(str)
    | st.sampled_from(["0", "0.0", "-0", "47.50", "1e2", "1440", "1440.000001", ".5", "007", " 5"])
)
integers = st.integers(-3, 10**19).map(str) | st.sampled_from(["1.0", "+1", "01", "1e3", "", "x"])
dates = st.dates().map(str) | st.sampled_from(["2026-02-30", "2026-01-31 00:00:00", "31.1.2026"])
rows = st.lists(
    st.tuples(
        texts, st.none() | texts,
        st.none() | st.sampled_from(["tt0000001", "tt1", "tt0000001 ", "TT0000001"]),
        times, numbers, st.none() | integers, st.none() | dates,
        st.none() | st.sampled_from(["true", "false", "True", "yes", "0", "maybe"]),
        st.none() | st.sampled_from(["DE", "de", "XX", " US"]),
        st.none() | st.sampled_from(["tv", "TV", "mobile", "radio"]),
    ),
    min_size=1,
    max_size=25,
)  # fmt: skip
some = settings(max_examples=15, suppress_health_check=list(HealthCheck))


def write(path: Path, rows: list[tuple[Any, ...]], kinds: dict[str, str] | None = None) -> None:
    names = [column.name for column in SCHEMA.columns if column.filled_from == "cell"]
    declared = ", ".join(f"{name} {(kinds or {}).get(name, 'varchar')}" for name in names)
    with duckdb.connect() as connection:
        connection.execute(f"create table given ({declared})")
        marks = ", ".join(f"${place + 1}" for place in range(len(names)))
        connection.executemany(f"insert into given values ({marks})", rows)
        connection.execute(f"copy given to '{path}' (format parquet)")


def taken(folder: Path, path: Path) -> tuple[Any, ...]:
    """All that comes of a file."""
    accepted, rejects = folder / "accepted.parquet", folder / "rejects.jsonl"
    rejects.unlink(missing_ok=True)
    table = check_table(path, SCHEMA, accepted, rejects)
    with duckdb.connect() as connection:
        kept = connection.execute(
            f"select * exclude (fetched_at) from read_parquet('{accepted}')"
        ).fetchall()
    lines = rejects.read_text().split("\n")[:-1] if rejects.exists() else []
    refused = [json.loads(line) for line in lines]
    for reject in refused:
        reject["text"] = reject["text"].rpartition("\t")[0]  # the time of arrival
    return kept, refused, table.rows, table.rejected, table.repeats, table.reasons


def one_by_one(folder: Path, path: Path) -> tuple[Any, ...]:
    """The same where SQL is sure of nothing, so that Python looks at each cell."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "sure", lambda *_: None)
        return taken(folder, path)


@given(rows=rows)
@some
def test_nothing_is_taken_that_python_would_not_have_taken(
    rows: list[tuple[Any, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sittings")
    path = folder / "sittings.parquet"
    write(path, rows)
    if any(cell for row in rows for cell in row if str(cell).strip()):
        assert taken(folder, path) == one_by_one(folder, path)


def test_typed_columns_come_out_as_text_does(tmp_path: Path) -> None:
    path = tmp_path / "sittings.parquet"
    kinds = {"began_at": "timestamp", "minutes": "decimal(6, 2)", "seats": "integer",
             "seen_on": "date", "is_paid": "boolean"}  # fmt: skip
    moments = ["2026-01-31 20:15:00", "2026-01-31 20:15:00.25"]
    given = [
        (f"S-{n}", None, None, moment, "47.50", 2, None, True, "DE", None)
        for n, moment in enumerate(moments)
    ]
    write(
        path,
        [*given, ("S-9", None, None, moments[0], "2000", 2, None, None, "", "")],
        kinds,
    )
    assert taken(tmp_path, path) == one_by_one(tmp_path, path)
    kept, _, came, rejected, *_ = taken(tmp_path, path)

    assert (came, rejected) == (3, 1)
    assert [row[4:7] for row in kept] == [
        ("2026-01-31 20:15:00", "47.5", "2"),
        ("2026-01-31 20:15:00.250000", "47.5", "2"),
    ]


def test_moments_with_a_zone_are_those_of_utc(tmp_path: Path) -> None:
    path = tmp_path / "sittings.parquet"
    moment = datetime(2026, 1, 31, 20, 15, tzinfo=UTC)
    write(path, [("S-1", None, None, moment, "1", None, None, None, None, None)],
          {"began_at": "timestamptz"})  # fmt: skip
    assert taken(tmp_path, path) == one_by_one(tmp_path, path)
    [[row], *_] = taken(tmp_path, path)

    assert row[4] == "2026-01-31 20:15:00"


def test_lines_and_order_stay_though_some_rows_are_checked_alone(tmp_path: Path) -> None:
    path = tmp_path / "sittings.parquet"
    write(
        path,
        [
            ("S-1", None, None, "2026-01-31 20:15:00", "1", *[None] * 5),
            (" S-2", None, None, "2026-01-31 20:15:00", "1", *[None] * 5),
            ("S-1", "again", None, "2026-01-31 20:15:00", "1", *[None] * 5),
            ("S-3", None, None, "2026-01-31 20:15:00", "1", *[None] * 5),
        ],
    )
    assert taken(tmp_path, path) == one_by_one(tmp_path, path)
    kept, refused, *_ = taken(tmp_path, path)

    assert [row[:2] for row in kept] == [(1, "S-1"), (2, "S-2"), (4, "S-3")]
    assert "is first at line 1" in refused[0]["reason"]

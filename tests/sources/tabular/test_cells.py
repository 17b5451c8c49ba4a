"""What cells of each type may hold, and how bronze writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.sources.tabular import Column
from reelhouse.sources.tabular.cells import expectation, reader
from reelhouse.sources.tabular.schema import CellType

TYPES = get_args(CellType)


@pytest.mark.parametrize(
    ("kind", "cell", "written"),
    [
        ("text", "1899", "1899"),
        ("text", 'a "quoted" word', 'a "quoted" word'),
        ("text", "two\r\nlines", "two\nlines"),
        ("integer", "1200", "1200"),
        ("integer", "-0", "0"),
        ("integer", "1200.0", "1200"),
        ("integer", "1.2e3", "1200"),
        ("integer", "+5", "5"),
        ("decimal", ".5", "0.5"),
        ("decimal", "1e-3", "0.001"),
        ("decimal", "1e3", "1000"),
        ("decimal", "-0.0", "0"),
        ("money_usd", "1234.5", "1234.50"),
        ("money_usd", "0.30000000000000004", "0.30"),
        ("money_usd", "-0.001e-9", "0.00"),
        ("share", "1", "1"),
        ("share", "0.250", "0.25"),
        ("date", "2024-02-29", "2024-02-29"),
        ("date", "2024-02-29 00:00:00", "2024-02-29"),
        ("date", "2024-02-29T00:00:00Z", "2024-02-29"),
        ("month", "2024-02", "2024-02"),
        ("month", "2024-02-01", "2024-02"),
        ("month", "2024-02-01 00:00:00", "2024-02"),
        ("timestamp", "2024-01-31T20:15:00Z", "2024-01-31 20:15:00"),
        ("timestamp", "2024-01-31 20:15", "2024-01-31 20:15:00"),
        ("timestamp", "2024-01-31T20:15:00.25+02:00", "2024-01-31 18:15:00.250000"),
        ("timestamp", "2024-01-01 00:30:00-03", "2024-01-01 03:30:00"),
        ("duration", "6:25", "385"),
        ("duration", "0:00:45", "0.75"),
        ("duration", "30:00:00", "1800"),
        ("boolean", "YES", "true"),
        ("boolean", "0", "false"),
        ("country", "de", "DE"),
    ],
)
def test_is_written_in_one_way(kind: CellType, cell: str, written: str) -> None:
    assert reader(Column("c", type=kind))(cell) == written


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("text", "a\0b"),
        ("integer", "1.5"),
        ("integer", "1,200"),
        ("integer", "twelve"),
        ("integer", "٣"),
        ("integer", "1_000"),
        ("integer", "9" * 19),
        ("decimal", "nan"),
        ("decimal", "inf"),
        ("decimal", "1,5"),
        ("decimal", "0x10"),
        ("money_usd", "$5"),
        ("money_usd", "1.005"),
        ("share", "1.01"),
        ("share", "25%"),
        ("share", "-0.1"),
        ("date", "31.01.2024"),
        ("date", "2024-02-30"),
        ("date", "2024-02-29 12:00:00"),
        ("date", "20240131"),
        ("month", "2024-13"),
        ("month", "2024-02-15"),
        ("month", "February"),
        ("timestamp", "2024-01-31"),
        ("timestamp", "2024-01-31 25:00"),
        ("timestamp", "0001-01-01 00:00:00+05:00"),
        ("duration", "6:75"),
        ("duration", "6.25"),
        ("boolean", "maybe"),
        ("country", "UK"),
        ("country", "Germany"),
    ],
)
def test_is_refused(kind: CellType, cell: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        reader(Column("c", type=kind))(cell)


@given(kind=st.sampled_from(TYPES), cell=st.text(min_size=1).map(str.strip).filter(bool))
def test_any_text_is_taken_or_refused_and_what_is_taken_stays(kind: CellType, cell: str) -> None:
    read = reader(Column("c", type=kind))
    try:
        written = read(cell)
    except ValueError:
        return
    if kind == "duration":
        assert float(written) >= 0
    else:
        assert read(written) == written


@given(st.integers(-(10**17), 10**17))
def test_whole_numbers_stay_what_they_are(number: int) -> None:
    assert reader(Column("c", type="integer"))(str(number)) == str(number)
    assert reader(Column("c", type="integer", grouped=True))(f"{number:,}") == str(number)


@given(st.floats(-1e12, 1e12).filter(lambda number: number == 0 or abs(number) > 1e-15))
def test_decimals_stay_what_they_are(number: float) -> None:
    assert float(reader(Column("c", type="decimal"))(repr(number))) == number


@given(
    st.datetimes(min_value=datetime(2, 1, 1)),  # noqa: DTZ001
    st.integers(-23 * 60, 23 * 60),
)
def test_times_are_the_same_moment_in_utc(wall_clock: datetime, offset_minutes: int) -> None:
    moment = wall_clock.replace(tzinfo=timezone(timedelta(minutes=offset_minutes)))
    written = reader(Column("t", type="timestamp"))(moment.isoformat())
    assert datetime.fromisoformat(written).replace(tzinfo=UTC) == moment


def test_bounds_are_kept_and_told() -> None:
    column = Column("minutes", type="decimal", minimum=0, maximum=1440)
    assert reader(column)("1440") == "1440"
    for beyond in ("-1", "1440.1"):
        with pytest.raises(ValueError, match=re.escape(beyond)):
            reader(column)(beyond)
    assert expectation(column) == "a number such as 0.5, from 0 to 1440"
    assert expectation(Column("fee", type="money_usd", minimum=0)).endswith("1234.50, 0 or more")
    assert expectation(Column("n", type="integer", maximum=5)).endswith("1200, 5 or less")


def test_allowed_values_are_written_as_declared() -> None:
    column = Column("status", allowed=("open", "Signed"))
    assert reader(column)("SIGNED") == "Signed"
    with pytest.raises(ValueError, match="shut"):
        reader(column)("shut")
    assert expectation(column) == "one of open, Signed"


def test_a_pattern_is_for_the_whole_text() -> None:
    column = Column("post_id", pattern=r"\d+", example="1801")
    assert reader(column)("1801") == "1801"
    with pytest.raises(ValueError, match=r"1\.8E\+16"):
        reader(column)("1.8E+16")
    assert expectation(column) == "a text such as 1801"


def test_further_formats_of_dates() -> None:
    read = reader(Column("day", type="date", formats=("%B %d, %Y", "%m/%d/%Y")))
    assert read("September 25, 2021") == "2021-09-25"
    assert read("09/25/2021") == "2021-09-25"
    assert read("2021-09-25") == "2021-09-25"
    with pytest.raises(ValueError, match="25/09/2021"):
        read("25/09/2021")
    assert reader(Column("m", type="month", formats=("%b %Y",)))("Sep 2021") == "2021-09"
    stamp = reader(Column("t", type="timestamp", formats=("%m/%d/%Y %H:%M %z",)))
    assert stamp("09/25/2021 10:00 +0200") == "2021-09-25 08:00:00"


@pytest.mark.parametrize("cell", ["1,20", "12,3456", ",123", "1,234,56"])
def test_digits_are_grouped_by_three(cell: str) -> None:
    with pytest.raises(ValueError, match=cell):
        reader(Column("n", type="integer", grouped=True))(cell)

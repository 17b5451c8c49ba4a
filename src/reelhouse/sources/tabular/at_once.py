"""Rows of a Parquet file whose cells are surely right, checked by the database all at once.

Checking cell by cell in Python takes a minute for a few million rows. Most rows of most files are
plainly right; SQL can tell these and write them as bronze does. Of all others nothing is said here:
they are checked cell by cell as ever, which alone decides what is wrong and says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from reelhouse.sources.tabular.countries import COUNTRIES
from reelhouse.sources.tabular.schema import Column
from reelhouse.sqltext import literal

_SPACES_AROUND = r"^[\p{Z}\p{C}]|[\p{Z}\p{C}]$|[\x00\r]"
_NUMBER = r"(0|[1-9]\d{0,8})(\.\d{1,6})?"
_INTEGER = r"0|-?[1-9]\d{0,16}"
_TIME = r"[1-9]\d{3}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(Z|\+00(:?00)?)?"
_DATE = r"[1-9]\d{3}-\d{2}-\d{2}"


@dataclass(frozen=True, slots=True)
class Sure:
    """How SQL reads a cell.

    Attributes:
        holds: whether the cell is surely right.
        value: the cell as bronze writes it, where it is.
    """

    holds: str
    value: str


def sure(column: Column, cell: str, kind: str) -> Sure | None:
    """SQL for the cells of a column; None where only Python can tell.

    Args:
        column: what they should be.
        cell: the column of the file, as SQL.
        kind: its type, as DuckDB names it.
    """
    if column.nulls or column.formats or column.filled_from != "cell":
        return None
    text = f"cast({cell} as varchar)"
    read = _read(column, cell, text, kind)
    if read is None:
        return None
    holds = f"coalesce({text} <> '' and {read.holds}, false)"
    if column.required:
        return Sure(holds, read.value)
    nothing = f"coalesce({text}, '') = ''"
    return Sure(f"({nothing} or {holds})", f"case when not {nothing} then {read.value} end")


def _read(column: Column, cell: str, text: str, kind: str) -> Sure | None:
    if column.allowed:
        return Sure(f"{text} in ({_listed(column.allowed)})", text)
    plain = f"not regexp_matches({text}, {literal(_SPACES_AROUND)})"
    if column.pattern:
        return Sure(f"{plain} and {_matches(text, column.pattern)}", text)
    if column.type == "text":
        return Sure(plain, text)
    if column.type == "boolean":
        return Sure(f"{text} in ('true', 'false')", text)
    if column.type == "country":
        return Sure(f"{text} in ({_listed(COUNTRIES)})", text)
    if column.type == "date":
        return Sure(f"{_matches(text, _DATE)} and try_cast({text} as date) is not null", text)
    if column.type == "timestamp":
        return _time(cell, text, kind)
    if column.type == "integer":
        number = f"try_cast({text} as bigint)"
        return Sure(f"{_matches(text, _INTEGER)} and {_within(column, number)}", text)
    if column.type == "decimal":
        number = f"try_cast({text} as decimal(15, 6))"
        short = f"rtrim(rtrim({text}, '0'), '.')"
        value = f"case when contains({text}, '.') then {short} else {text} end"
        return Sure(f"{_matches(text, _NUMBER)} and {_within(column, number)}", value)
    return None


def _time(cell: str, text: str, kind: str) -> Sure:
    if kind == "TIMESTAMP":
        holds = f"{cell} between timestamp '1000-01-01' and timestamp '9999-12-31 23:59:59'"
        # a part of a second is written with six digits, and none at all without
        value = f"case when length({text}) = 19 then {text} else rpad({text}, 26, '0') end"
        return Sure(holds, value)
    holds = f"{_matches(text, _TIME)} and try_cast(left({text}, 19) as timestamp) is not null"
    return Sure(holds, f"replace(left({text}, 19), 'T', ' ')")


def _within(column: Column, number: str) -> str:
    """Whether a number is one, and within its bounds; these are whole or have few digits."""
    bounds = [f"{number} is not null"]
    if column.minimum is not None:
        bounds.append(f"{number} >= {column.minimum:f}")
    if column.maximum is not None:
        bounds.append(f"{number} <= {column.maximum:f}")
    return " and ".join(bounds)


def _matches(text: str, pattern: str) -> str:
    return f"regexp_full_match({text}, {literal(pattern)})"


def _listed(values: tuple[str, ...] | frozenset[str]) -> str:
    return ", ".join(literal(value) for value in sorted(values))

"""What a cell may hold, and the one way in which bronze writes it.

| type | accepted | in bronze |
|---|---|---|
| text | any text without NUL | without spaces around it |
| integer | 1200, -3, 1200.0, 1.2e3 | 1200 |
| decimal | 0.5, .5, 1e-3 | 0.5 |
| money_usd | US dollars in whole cents: 1234.5 | 1234.50 |
| share | 0 to 1 | 0.25 |
| date | 2024-01-31, also with a time of midnight | 2024-01-31 |
| month | 2024-01, or its first day | 2024-01 |
| timestamp | 2024-01-31 20:15[:30[.5]], with T or a space, with Z or an offset or in UTC | UTC |
| duration | H:MM or H:MM:SS | minutes, as 95.5 |
| boolean | true or false, yes or no, 1 or 0 | true, false |
| country | two letters of ISO 3166-1 | upper case |
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from reelhouse.sources.tabular.countries import COUNTRIES
from reelhouse.sources.tabular.schema import Column

Reader = Callable[[str], str]

_TEXT = {
    "text": "a text",
    "integer": "a whole number such as 1200",
    "decimal": "a number such as 0.5",
    "money_usd": "an amount in US dollars and whole cents such as 1234.50",
    "share": "a share from 0 to 1 such as 0.25",
    "date": "a date such as 2024-01-31",
    "month": "a month such as 2024-01",
    "timestamp": "a time such as 2024-01-31T20:15:00Z",
    "duration": "hours and minutes such as 1:35",
    "boolean": "true or false",
    "country": "a country's two letters in ISO 3166-1 such as DE",
}
_TRUE = {"true", "yes", "y", "1", "t"}
_FALSE = {"false", "no", "n", "0", "f"}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?", re.IGNORECASE | re.ASCII)
_GROUPED = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+)(\.\d*)?", re.ASCII)
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00(?::?00)?)?)?", re.A)
_MONTH = re.compile(r"(\d{4}-\d{2})(?:-01(?:[T ]00:00(?::00(?:\.0+)?)?)?)?", re.ASCII)
_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?\s?(Z|[+-]\d{2}(:?\d{2})?)?", re.ASCII
)
_DURATION = re.compile(r"(\d{1,6}):([0-5]\d)(?::([0-5]\d)(?:\.0+)?)?", re.ASCII)
_LONGEST_NUMBER = 40
_CENT = Decimal("0.01")
_NOISE = Decimal("0.000001")


def expectation(column: Column) -> str:
    """What a cell of this column should hold, in words that follow "expected"."""
    if column.allowed:
        return "one of " + ", ".join(column.allowed)
    if column.pattern:
        return f"a text such as {column.example}"
    words = _TEXT[column.type]
    if column.formats:
        words += f", or written as {' or '.join(column.formats)}"
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"{words}, from {low:g} to {high:g}"
    if low is not None:
        return f"{words}, {low:g} or more"
    return words if high is None else f"{words}, {high:g} or less"


def reader(column: Column) -> Reader:
    """A function that gives a cell, not empty and without spaces around it, as bronze writes it.

    The function raises ValueError when the cell is not what the column holds.
    """
    if column.allowed:
        values = {value.casefold(): value for value in column.allowed}
        return lambda text: _found(values, text)
    if column.pattern:
        pattern = re.compile(column.pattern, re.ASCII)
        return lambda text: _matching(pattern, text)
    read = _numeric(column) if column.type in _NUMERIC else _PLAIN[column.type]
    return _with_formats(column, read) if column.formats else read


def _found(values: dict[str, str], text: str) -> str:
    try:
        return values[text.casefold()]
    except KeyError:
        raise ValueError(text) from None


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def _text(text: str) -> str:
    if "\0" in text:
        raise ValueError(text)
    return text.replace("\r\n", "\n")


def _number(text: str, *, grouped: bool = False) -> Decimal:
    if grouped and (match := _GROUPED.fullmatch(text)):
        text = match[1] + match[2].replace(",", "") + (match[3] or "")
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise ValueError(text)
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None


def _integer(number: Decimal) -> str:
    if number != number.to_integral_value() or abs(number) >= 10**18:
        raise ValueError(number)
    return str(int(number))


def _decimal(number: Decimal) -> str:
    if number == 0:
        return "0"
    written = f"{number.normalize():f}"
    if len(written) > _LONGEST_NUMBER:
        raise ValueError(number)
    return written


def _money(number: Decimal) -> str:
    if abs(number) >= 10**16:
        raise ValueError(number)
    # what a spreadsheet computed is seldom a whole cent to the last binary digit
    cents = number.quantize(_CENT)
    if abs(cents - number) > _NOISE:
        raise ValueError(number)
    return f"{abs(cents) if cents == 0 else cents:f}"


def _share(number: Decimal) -> str:
    if not 0 <= number <= 1:
        raise ValueError(number)
    return _decimal(number)


_NUMERIC: dict[str, Callable[[Decimal], str]] = {
    "integer": _integer,
    "decimal": _decimal,
    "money_usd": _money,
    "share": _share,
}


def _numeric(column: Column) -> Reader:
    write, low, high, grouped = (
        _NUMERIC[column.type],
        column.minimum,
        column.maximum,
        column.grouped,
    )

    def read(text: str) -> str:
        number = _number(text, grouped=grouped)
        if (low is not None and number < low) or (high is not None and number > high):
            raise ValueError(text)
        return write(number)

    return read


def _date(text: str) -> str:
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError(text)
    return date.fromisoformat(match[1]).isoformat()


def _month(text: str) -> str:
    match = _MONTH.fullmatch(text)
    if not match:
        raise ValueError(text)
    return date.fromisoformat(f"{match[1]}-01").isoformat()[:7]


def _timestamp(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return _in_utc(datetime.fromisoformat(text.replace(" Z", "Z")))


def _in_utc(moment: datetime) -> str:
    if moment.tzinfo:
        try:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        except OverflowError:
            raise ValueError(moment) from None
    return moment.isoformat(sep=" ")


def _duration(text: str) -> str:
    match = _DURATION.fullmatch(text)
    if not match:
        raise ValueError(text)
    seconds = int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)
    return _decimal(round(Decimal(seconds) / 60, 4))


def _boolean(text: str) -> str:
    word = text.casefold()
    if word in _TRUE:
        return "true"
    if word in _FALSE:
        return "false"
    raise ValueError(text)


def _country(text: str) -> str:
    code = text.upper()
    if code not in COUNTRIES:
        raise ValueError(text)
    return code


_PLAIN: dict[str, Reader] = {
    "text": _text,
    "date": _date,
    "month": _month,
    "timestamp": _timestamp,
    "duration": _duration,
    "boolean": _boolean,
    "country": _country,
}


def _with_formats(column: Column, read: Reader) -> Reader:
    def read_any(text: str) -> str:
        for layout in column.formats:
            try:
                moment = datetime.strptime(text, layout)  # noqa: DTZ007 -- UTC where none is told
            except ValueError:
                continue
            if column.type == "timestamp":
                return _in_utc(moment)
            return moment.date().isoformat()[: 7 if column.type == "month" else 10]
        return read(text)

    return read_any

"""What a table must look like, declared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from typing import Literal

CellType = Literal[
    "text",
    "integer",
    "decimal",
    "money_usd",
    "share",
    "date",
    "month",
    "timestamp",
    "duration",
    "boolean",
    "country",
]


def plain_name(header: str) -> str:
    """A column's name as it is compared: lower case, anything but letters and digits as one `_`.

    >>> plain_name("Duration (sec)")
    'duration_sec'
    """
    return re.sub(r"[\W_]+", "_", header.casefold()).strip("_")


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what its cells may hold.

    Headers are compared by letters and digits alone: `Post ID`, `post_id` and `POST-ID` are one.

    Attributes:
        name: in bronze, in snake case.
        type: what its cells hold; `reelhouse.sources.tabular.cells` says how each is written.
        unit: of its numbers, for people.
        allowed: the values it may have; any if empty. Compared without regard to case.
        pattern: regular expression that a whole text must match; `example` shows one that does.
        required: whether every row must have a value, and so the file the column. A file may lack
            another column, which is reported.
        key: whether it is one of those that tell rows apart.
        aliases: other headers it has had, the preferred one first.
        description: what it means.
        minimum: smallest number.
        maximum: largest number.
        example: a value, for templates.
        formats: further ways a date or time is written, as in `strptime`.
        nulls: cells that say that nothing is known, besides the empty one.
        grouped: whether digits may be grouped by commas, as in 1,234,567.
        historic: whether only some layouts have it, so that its absence is nothing to report.
        filled_from: `sheet` is the sheet's name, `file` the file's without its ending, `banner`
            the text above the header, `arrival` the time it arrived; such a column is not looked
            for in the table.
    """

    name: str
    _: KW_ONLY
    type: CellType = "text"
    unit: str = ""
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    required: bool = True
    key: bool = False
    aliases: tuple[str, ...] = ()
    description: str = ""
    minimum: float | None = None
    maximum: float | None = None
    example: str = ""
    formats: tuple[str, ...] = ()
    nulls: tuple[str, ...] = ()
    grouped: bool = False
    historic: bool = False
    filled_from: Literal["cell", "sheet", "file", "banner", "arrival"] = "cell"


@dataclass(frozen=True)
class TableSchema:
    """What a table must look like.

    Attributes:
        name: the resource in bronze.
        columns: its columns.
        description: what a row is.
        in_order: pairs of columns of which the first may not be later or greater than the second.
        reads: `newest` if a delivery is the whole table, `all` if each adds to those before it;
            then a key may come again in another file, and silver decides which row counts.
        min_rows_share: rows that a download must have, as a share of the last good delivery's.
        may_be_empty: whether a table without rows is right.
        sheets: patterns of the sheets that hold it; any with its columns if empty.
        ignored: patterns of headers, as `plain_name` gives them, that are known and not read.
        by_day_of: the time by whose day accepted rows are put together, so that a build reads those
            of a day without the others; in the order of the file if empty.
    """

    name: str
    columns: tuple[Column, ...]
    description: str = ""
    in_order: tuple[tuple[str, str], ...] = ()
    reads: Literal["newest", "all"] = "newest"
    min_rows_share: float = 0.0
    may_be_empty: bool = False
    sheets: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    by_day_of: str = ""

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Names of the columns that tell rows apart; all of them together must be unique."""
        return tuple(column.name for column in self.columns if column.key)

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """Names of all columns, in the order they have in bronze."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def headers(self) -> dict[str, Column]:
        """The columns that are looked for in a table, by every name they may have there."""
        return {
            plain_name(name): column
            for column in reversed(self.columns)
            if column.filled_from == "cell"
            for name in (*reversed(column.aliases), column.name)
        }


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose values are expected in the column of the same name of another table."""

    table: str
    column: str
    to_table: str


@dataclass(frozen=True)
class TableSource:
    """A provider of tables in files.

    Attributes:
        name: the source, such as `first_party`.
        terms_key: what its terms are filed under.
        tables: what there is.
        base_url: where its files lie if neither the user nor the settings say another.
        file_names: by table, patterns of its files' names. Under the base URL the first one is
            fetched. A table without an entry is named like its files.
        references: what is expected to be found in another table; what is not is reported.
        url_settings: by table, the setting with the URLs of files that lie elsewhere and move.
        ends_open: whether its texts end without a line end, so that this tells nothing.
    """

    name: str
    terms_key: str
    tables: tuple[TableSchema, ...]
    base_url: str = ""
    file_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    url_settings: Mapping[str, str] = field(default_factory=dict)
    ends_open: bool = False

    @property
    def reads(self) -> Literal["newest", "all"]:
        """What all tables have in common; `newest` where they differ."""
        return "all" if all(table.reads == "all" for table in self.tables) else "newest"

    @cached_property
    def by_name(self) -> dict[str, TableSchema]:
        """The tables by name."""
        return {table.name: table for table in self.tables}

    def patterns(self, table: str) -> tuple[str, ...]:
        """Patterns of a table's file names, in lower case."""
        patterns = self.file_names.get(table, (f"{table}.*", f"{table}[-_. ]*"))
        return tuple(pattern.lower() for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Drift:
    """A column that is not as the schema has it, though nothing that is needed is amiss."""

    kind: Literal["appeared", "vanished"]
    column: str

    def __str__(self) -> str:
        what = "appeared and is not read" if self.kind == "appeared" else "vanished and is empty"
        return f"column {self.column!r} {what}"

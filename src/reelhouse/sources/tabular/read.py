"""Tables out of files, whatever their format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path

from reelhouse.errors import ReelhouseError
from reelhouse.sources.tabular.formats import Format, NoTable, UnclosedQuote, tell_format
from reelhouse.sources.tabular.schema import TableSchema, plain_name
from reelhouse.sources.tabular.table import HEADER_WITHIN_ROWS, RawRow, RawTable, Row, assemble

_MOST_SHOWN = 12


def read_table(
    path: Path,
    format: Format | None = None,  # noqa: A002 -- as it is called everywhere
    *,
    schema: TableSchema | None = None,
    sheet: str | None = None,
) -> Iterator[Row]:
    """Go through the rows of a table.

    The header is the first row that has the schema's required columns or, without a schema, the
    first row with anything in it. Blank rows are left out, cells beyond the header too.

    Args:
        path: the file.
        format: what it is; told by its bytes and name if not given.
        schema: the columns to expect, so that banners above the header are skipped and a
            delimiter is chosen by what it makes of the header.
        sheet: the only sheet to read; by default all that fit the schema.

    Raises:
        ReelhouseError: it is no table, or a row cannot be taken apart.
    """
    for table in open_tables(path, path.name, schema, format=format, sheet=sheet):
        for row in table.rows:
            if row.fault:
                raise ReelhouseError(row.fault, where=f"{path.name}:{row.line}")
            cells = zip(table.header, row.cells, strict=False)
            yield Row(row.line, {name: cell.strip() or None for name, cell in cells if name})


def open_tables(
    path: Path,
    name: str,
    schema: TableSchema | None = None,
    *,
    format: Format | None = None,  # noqa: A002 -- as it is called everywhere
    sheet: str | None = None,
) -> Iterator[RawTable]:
    """Open the tables of a file: one, or one for each sheet of a workbook that fits.

    Args:
        path: the file.
        name: what it is called, for errors.
        schema: the columns to expect.
        format: what it is; told by its bytes and name if not given.
        sheet: the only sheet to read.

    Raises:
        ReelhouseError: it is no table, or has not the columns that are expected.
    """
    kind = tell_format(path, name)
    kind = format if format and kind in ("csv", "tsv") else kind
    if kind == "xlsx":
        yield from _workbook(path, name, schema, sheet)
    elif kind == "parquet":
        from reelhouse.sources.tabular.columnar import parquet_rows

        yield _table(lambda: parquet_rows(path, name), name, schema)
    elif kind == "tsv":
        from reelhouse.sources.tabular.delimited import tsv_rows

        yield _table(lambda: tsv_rows(path, name), name, schema)
    else:
        yield _csv(path, name, schema)


def _csv(path: Path, name: str, schema: TableSchema | None) -> RawTable:
    """Take the delimiter with which the header is the one expected, else the likeliest."""
    from reelhouse.sources.tabular.delimited import DELIMITERS, csv_rows, likely_delimiter

    likeliest = likely_delimiter(path, name)
    if schema is not None:
        for delimiter in sorted(DELIMITERS, key=lambda d: d != likeliest):
            rows = csv_rows(path, name, delimiter)
            top, error = _top(rows)
            place = header_place(top, schema)
            if place is not None:
                if error:
                    raise error
                return assemble(top, place, rows)
    return _table(lambda: csv_rows(path, name, likeliest), name, schema)


def _top(rows: Iterator[RawRow]) -> tuple[list[RawRow], UnclosedQuote | None]:
    """The rows among which the header is looked for.

    A quote that is never closed matters only if the delimiter turns out to be the right one.
    """
    top: list[RawRow] = []
    try:
        top.extend(islice(rows, HEADER_WITHIN_ROWS))
    except UnclosedQuote as error:
        return top, error
    return top, None


def _workbook(
    path: Path, name: str, schema: TableSchema | None, sheet: str | None
) -> Iterator[RawTable]:
    from reelhouse.sources.tabular.workbook import sheets

    found = sheets(path, name)
    titles = [title for title, _ in found]
    if not found:
        raise NoTable("the workbook holds nothing", name)
    chosen = _wanted(titles, schema, sheet)
    wanted = [entry for entry in found if entry[0] in chosen]
    if not wanted:
        patterns = sheet or ", ".join(schema.sheets if schema else ())
        raise NoTable(f"no sheet is named {patterns}; there are {', '.join(titles)}", name)
    if schema is None or schema.sheets or len(wanted) == 1:
        for title, rows in wanted:
            yield _table(lambda rows=rows: rows, f"{name} (sheet {title})", schema, title)  # type: ignore[misc]
        return
    fitting = 0
    for title, rows in wanted:
        top = list(islice(rows, HEADER_WITHIN_ROWS))
        place = header_place(top, schema)
        if place is not None:
            fitting += 1
            yield assemble(top, place, rows, title)
    if not fitting:
        raise NoTable(
            f"no sheet has the columns {_shown(required_headers(schema))}; "
            f"there are the sheets {', '.join(titles)}",
            name,
        )


def _wanted(titles: Sequence[str], schema: TableSchema | None, sheet: str | None) -> list[str]:
    """The sheet asked for; else those the schema names, the one named like it, or all."""
    if sheet is not None:
        return [title for title in titles if title == sheet]
    if schema is None:
        return list(titles)
    if schema.sheets:
        patterns = [pattern.casefold() for pattern in schema.sheets]
        return [t for t in titles if any(fnmatchcase(t.strip().casefold(), p) for p in patterns)]
    return [t for t in titles if plain_name(t) == plain_name(schema.name)] or list(titles)


def _table(
    opened: Callable[[], Iterator[RawRow]], name: str, schema: TableSchema | None, sheet: str = ""
) -> RawTable:
    rows = opened()
    top = list(islice(rows, HEADER_WITHIN_ROWS))
    if schema is None:
        place = next((i for i, row in enumerate(top) if not row.is_blank), None)
    else:
        place = header_place(top, schema)
    if place is None:
        raise _no_header(top, name, schema)
    return assemble(top, place, rows, sheet)


def header_place(top: Sequence[RawRow], schema: TableSchema) -> int | None:
    """Which of the rows at the top is the header: the first with all required columns."""
    required = {c.name for c in schema.headers.values() if c.required}
    for place, row in enumerate(top):
        known = _known_names(row, schema)
        if known and required <= known:
            return place
    return None


def _known_names(row: RawRow, schema: TableSchema) -> set[str]:
    found = (schema.headers.get(plain_name(cell)) for cell in row.cells)
    return {column.name for column in found if column}


def required_headers(schema: TableSchema) -> list[str]:
    """Names of the columns that a file must have."""
    return [c.name for c in schema.columns if c.required and c.filled_from == "cell"]


def _no_header(top: Sequence[RawRow], name: str, schema: TableSchema | None) -> ReelhouseError:
    """Say what is missing in the row that is most like the header, or that none is."""
    if schema is None or not top:
        return NoTable("the file holds no row", name)
    best = max(top, key=lambda row: len(_known_names(row, schema)))
    known = _known_names(best, schema)
    found = _shown([cell.strip() for cell in best.cells if cell.strip()])
    if not known:
        first = next((row for row in top if not row.is_blank), top[0])
        begins = _shown([cell.strip() for cell in first.cells if cell.strip()])
        return NoTable(
            f"no row has the columns of {schema.name}: expected "
            f"{_shown(required_headers(schema))}; the file begins with {begins or first.fault}",
            name,
        )
    missing = [column for column in required_headers(schema) if column not in known]
    several = "s" if len(missing) > 1 else ""
    return NoTable(
        f"the header of {schema.name} lacks the column{several} {_shown(missing)}; found {found}",
        f"{name}:{best.line}",
    )


def _shown(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:40])[1:-1] for name in names[:_MOST_SHOWN])
    return shown + (" …" if len(names) > _MOST_SHOWN else "")

"""Tables checked against their schema: what is accepted, what is not and why, what has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reelhouse import clock
from reelhouse.sources.bulk.rejects import RejectFile
from reelhouse.sources.bulk.tsv import FIRST_REJECTS, Reject
from reelhouse.sources.tabular.at_once import sure
from reelhouse.sources.tabular.formats import SUFFIXES, Format, NoTable
from reelhouse.sources.tabular.layout import Fault, Layout
from reelhouse.sources.tabular.read import open_tables
from reelhouse.sources.tabular.schema import Drift, TableSchema
from reelhouse.sources.tabular.stage import Repeat, Stage, shown
from reelhouse.sources.tabular.table import COLUMN_NAMES, RawRow, RawTable
from reelhouse.sqltext import identifier, literal

REPEATED_KEY = "duplicate key"
REPEATED_ROW = "repeats a row exactly"


@dataclass(slots=True)
class CheckedTable:
    """A file whose rows have been checked.

    Attributes:
        name: name of the file.
        schema: what it should be.
        rejects: its rejected rows.
        rows: rows below the header, the rejected ones among them.
        repeats: rejected rows that are the same as an earlier one in all cells; nothing is lost.
        reasons: number of rejected rows by reason.
        first: the first few rejects.
        drift: columns that appeared or vanished.
        arrived_at: when it had arrived, ISO 8601 in UTC.
    """

    name: str
    schema: TableSchema
    rejects: RejectFile
    rows: int = 0
    repeats: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    first: list[Reject] = field(default_factory=list)
    drift: tuple[Drift, ...] = ()
    arrived_at: str = field(default_factory=lambda: clock.now().isoformat(timespec="milliseconds"))

    @property
    def rejected(self) -> int:
        """Number of rejected rows."""
        return self.reasons.total()

    @property
    def accepted(self) -> int:
        """Number of rows that later layers see."""
        return self.rows - self.rejected

    @property
    def reject_share(self) -> float:
        """Rows that are lost as a share of all."""
        return (self.rejected - self.repeats) / self.rows if self.rows else 0.0

    def reject(self, reject: Reject) -> None:
        """Count and keep a row."""
        self.reasons[reject.reason] += 1
        if len(self.first) < FIRST_REJECTS:
            self.first.append(reject)
        self.rejects.add(reject)


def check_table(
    path: Path,
    schema: TableSchema,
    accepted: Path,
    rejects: Path,
    *,
    name: str = "",
    format: Format | None = None,  # noqa: A002 -- as it is called everywhere
) -> CheckedTable:
    """Check one file.

    Args:
        path: the file.
        schema: what it should be.
        accepted: where the accepted rows go, as Parquet: `line`, then every column as text.
        rejects: where rejected rows go, as JSON lines; without any there is no file.
        name: what the file is called where it comes from.
        format: what it is; told by its bytes and name if not given.

    Raises:
        ReelhouseError: it is no table, lacks a required column, or has no rows where it must.
    """
    with Stage(schema, accepted.parent) as stage:
        table = stage_table(stage, 0, path, RejectFile(rejects), name or path.name, format)
        reject_repeats(stage, [table])
        stage.write(0, accepted)
    return table


def stage_table(
    stage: Stage,
    part: int,
    path: Path,
    rejects: RejectFile,
    name: str,
    format: Format | None = None,  # noqa: A002 -- as it is called everywhere
) -> CheckedTable:
    """Check a file of a delivery row by row; keys are looked at when all its files are there.

    Args:
        stage: takes the good rows.
        part: number of the file within the delivery, from 0.
        path: the file.
        rejects: takes the others; what it has is forgotten.
        name: what the file is called where it comes from.
        format: what it is; told by its bytes and name if not given.

    Raises:
        ReelhouseError: it is no table, lacks a required column, or has no rows where it must.
    """
    checked = CheckedTable(name, stage.schema, rejects)
    rejects.clear()
    stage.begin(part)
    drift: list[Drift] = []
    for table in open_tables(path, name, stage.schema, format=format):
        layout = Layout(stage.schema, table, name, stem(name), _utc(checked.arrived_at))
        drift += layout.drift
        if table.header_line == COLUMN_NAMES:
            checked.rows += _take_at_once(stage, path, name, table, layout)
        for row, values, faults in _rows(table, layout):
            checked.rows += 1
            if faults:
                checked.reject(_reject(table, row, faults))
            else:
                stage.add(row.line, values)
    stage.flush()
    rejects.close()
    checked.drift = tuple(dict.fromkeys(drift))
    if not checked.rows and not stage.schema.may_be_empty:
        raise NoTable("the table has a header and no rows", name)
    return checked


def _take_at_once(stage: Stage, path: Path, name: str, table: RawTable, layout: Layout) -> int:
    """Take the rows of a Parquet file that SQL finds right; gives their number.

    The others are left, to be checked cell by cell.

    Raises:
        NoTable: the file cannot be read.
    """
    import duckdb

    from reelhouse.sources.tabular.columnar import rows_left, unreadable

    try:
        kinds = stage.columns_of(path)
        values = [_constant(value) for value in layout.constant]
        holds = []
        for number, place in layout.places.items():
            header, kind = kinds[place]
            how = sure(stage.schema.columns[number], identifier(header), kind)
            if how is None or layout.compares:
                return 0
            values[number] = how.value
            holds.append(how.holds)
        rows, left = stage.add_at_once(path, values, " and ".join(holds))
    except duckdb.Error as error:
        raise unreadable(name, error) from error
    table.rows = rows_left(path, name, " and ".join(holds)) if left else iter(())
    return rows


def _constant(value: str | None) -> str:
    return "null" if value is None else literal(value)


def reject_repeats(stage: Stage, tables: Sequence[CheckedTable]) -> None:
    """Reject the rows whose key came earlier anywhere in the delivery.

    Args:
        stage: has the rows of all its files.
        tables: the files, by their number.
    """
    for repeat in stage.drop_repeats():
        table = tables[repeat.part]
        table.repeats += repeat.is_same
        table.reject(_repeated(repeat, stage.schema, tables))
    for table in tables:
        table.rejects.close()


def stem(name: str) -> str:
    """A file's name without its ending."""
    lower = name.lower()
    return next((name[: -len(s)] for s in SUFFIXES[::-1] if lower.endswith(s)), name)


def _utc(moment: str) -> str:
    """A time in UTC as bronze writes times."""
    return moment.removesuffix("+00:00").replace("T", " ")


def _rows(
    table: RawTable, layout: Layout
) -> Iterator[tuple[RawRow, list[str | None], list[Fault]]]:
    for row in table.rows:
        values, faults = layout.take(row)
        yield row, values, faults


def _reject(table: RawTable, row: RawRow, faults: Sequence[Fault]) -> Reject:
    """A row with its first fault as the reason, and all others told with what was found."""
    first, *others = faults
    detail = f"found {first.found}" if first.found else ""
    for fault in others:
        detail += f"; {fault.rule}, found {fault.found}"
    if table.sheet:
        detail = f"{detail} (sheet {table.sheet})".strip()
    return Reject(row.line, first.rule, _bytes(row.cells), detail)


def _repeated(repeat: Repeat, schema: TableSchema, tables: Sequence[CheckedTable]) -> Reject:
    place = f"line {repeat.first_line}"
    if repeat.first_part != repeat.part:
        place += f" of {tables[repeat.first_part].name}"
    row = _bytes(repeat.cells)
    if repeat.is_same:
        return Reject(repeat.line, REPEATED_ROW, row, f"first at {place}")
    values = dict(zip(schema.column_names, repeat.cells, strict=True))
    key = ", ".join(f"{name} {values[name] or ''!r}" for name in schema.key)
    return Reject(repeat.line, REPEATED_KEY, row, f"{key} is first at {place}")


def _bytes(cells: Sequence[str | None]) -> bytes:
    return shown(cells).encode()

"""Whether two builds hold the same rows, whatever engine made them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from reelhouse.sqltext import identifier, table_scan
from reelhouse.transform.declarations import Declaration, declaration
from reelhouse.transform.inputs import gold_models

NEAR = 1e-9  # that floats may differ by, relative to the greater of them and 1


def unequal_tables(one: Path, other: Path) -> dict[str, str]:
    """Tables of gold that differ between two folders of builds, and how."""
    found = {table: differences(table, one, other) for table in gold_models()}
    return {table: how for table, how in found.items() if how}


def differences(table: str, one: Path, other: Path) -> str:
    """How a table differs between two folders of builds; empty where it does not.

    Rows are paired by the declared key, or by all of their columns where none is declared. Their
    order does not count: it is no property of a table.

    Args:
        table: a gold table.
        one: folder of a build.
        other: folder of another build.
    """
    declared = declaration(table)
    with duckdb.connect() as connection:
        for name, folder in (("one", one), ("other", other)):
            files = sorted((folder / table).glob("*.parquet"))
            if not files:
                return f"{folder.name} has no file of {table}"
            connection.execute(f"create view {name} as select * from {table_scan(files)}")
        types = [
            {name: kind for name, kind, *_ in connection.execute(f"describe {t}").fetchall()}
            for t in ("one", "other")
        ]
        if types[0] != types[1]:
            return f"columns differ: {sorted(set(types[0].items()) ^ set(types[1].items()))}"
        return _different_rows(connection, declared)


def _different_rows(connection: duckdb.DuckDBPyConnection, declared: Declaration) -> str:
    columns = list(declared.columns)
    keys = list(declared.key) or [c for c in columns if declared.columns[c] != "double"]
    matched = " and ".join(
        f"one.{identifier(c)} is not distinct from other.{identifier(c)}" for c in keys
    )
    # a key that is declared holds one row; without one, equal rows are numbered
    within = ", ".join(map(identifier, keys))
    order = ", ".join(map(identifier, columns))
    one, other = (
        f"(select *, row_number() over (partition by {within} order by {order}) as place "
        f"from {name}) as {name}"
        for name in ("one", "other")
    )
    unequal = {c: _unequal(c, declared.columns[c]) for c in columns if c not in keys}
    counts = ", ".join(
        [
            "count(*) filter (where other.place is null)",
            "count(*) filter (where one.place is null)",
            *(
                f"count(*) filter (where one.place = other.place and {test})"
                for test in unequal.values()
            ),
        ]
    )
    joined = f"{one} full join {other} on {matched} and one.place = other.place"
    [(only_one, only_other, *found)] = connection.execute(
        f"select {counts} from {joined}"
    ).fetchall()
    differing = {c: n for c, n in zip(unequal, found, strict=True) if n}
    if not (only_one or only_other or differing):
        return ""
    tests = ["one.place is null", "other.place is null", *(unequal[c] for c in differing)]
    shown = ", ".join(
        [f"coalesce(one.{identifier(c)}, other.{identifier(c)}) as {identifier(c)}" for c in keys]
        + [
            f"one.{identifier(c)} as one_{c}, other.{identifier(c)} as other_{c}"
            for c in list(differing)[:3]
        ]
        + ["one.place is null as only_other", "other.place is null as only_one"]
    )
    example = connection.sql(f"select {shown} from {joined} where {' or '.join(tests)} limit 3")
    rows = [dict(zip(example.columns, row, strict=True)) for row in example.fetchall()]
    return f"{only_one} rows in one only, {only_other} in the other, values {differing}: {rows}"


def _unequal(column: str, kind: str) -> str:
    one, other = f"one.{identifier(column)}", f"other.{identifier(column)}"
    if kind != "double":
        return f"({one} is distinct from {other})"
    near = f"abs({one} - {other}) <= {NEAR} * greatest(1, abs({one}), abs({other}))"
    return f"not coalesce({one} = {other} or {near}, {one} is null and {other} is null)"

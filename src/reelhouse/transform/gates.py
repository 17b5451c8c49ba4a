"""The checks of gates.yml: measure a build, hold each figure against its limit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict

from reelhouse.errors import UsageError
from reelhouse.evidence import GateResult, Verdict
from reelhouse.gold import Build
from reelhouse.settings.operations import GateOverride
from reelhouse.sqltext import table_scan
from reelhouse.transform.declarations import declaration
from reelhouse.transform.inputs import gold_models
from reelhouse.transform.orphans import Keys, KnownKeys, count_orphans
from reelhouse.transform.repeats import count_repeats, scalar

GATES_FILE = Path(__file__).with_name("gates.yml")
AT_ONCE = 2

DECIDED = "known_at"
"""Column of a table of features: the day of the decision, on which all of a row was known."""

SEEN = "latest_source_date"
"""Column of a table of features: the latest day of anything that went into a row."""


class Gate(BaseModel):
    """One entry of gates.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    check: Literal[
        "unique",
        "orphans",
        "null_share",
        "out_of_range",
        "small_groups",
        "future",
        "row_loss",
        "delivery_loss",
    ]
    table: str = ""
    max: float
    severity: Literal["warn", "error", "off"]
    columns: tuple[str, ...] = ()
    column: str = ""
    of: str = ""
    key: str = ""
    where: str = ""
    of_where: str = ""
    min: float | None = None
    max_value: float | None = None
    needs: str = ""

    @property
    def filter(self) -> str:
        """The rows of the table that the gate looks at, as SQL."""
        return f" where {self.where}" if self.where else ""


def load_gates(overrides: Mapping[str, GateOverride]) -> list[Gate]:
    """The gates of declared keys, groups and decisions and of gates.yml, with overrides.

    Raises:
        UsageError: an override names a gate that does not exist.
    """
    entries = yaml.safe_load(GATES_FILE.read_text())["gates"]
    gates = [
        *map(_gate_of_key, gold_models()),
        *(gate for table in gold_models() for gate in _gates_of_groups(table)),
        *(gate for table in gold_models() for gate in _gates_of_decisions(table)),
        *(Gate(**entry) for entry in entries),
    ]
    names = {gate.name for gate in gates}
    for name in overrides:
        if name not in names:
            raise UsageError(
                f"there is no gate '{name}'", advice=f"The gates are: {', '.join(sorted(names))}."
            )
    return [
        gate.model_copy(update=overrides[gate.name].model_dump(exclude_none=True))
        if gate.name in overrides
        else gate
        for gate in gates
    ]


def _gate_of_key(table: str) -> Gate:
    key = declaration(table).key
    name = f"unique_{table}"
    return Gate(name=name, check="unique", table=table, columns=key, max=0, severity="error")


def _gates_of_groups(table: str) -> list[Gate]:
    return [
        Gate(
            name=f"small_groups_{table}",
            check="small_groups",
            table=table,
            column=column,
            max=0,
            severity="error",
        )
        for column in declaration(table).group_sizes
    ]


def _gates_of_decisions(table: str) -> list[Gate]:
    """What a model learns from must not be later than the decision that it is to help with."""
    if not {DECIDED, SEEN} <= declaration(table).columns.keys():
        return []
    name = f"future_{table}"
    return [Gate(name=name, check="future", table=table, column=SEEN, max=0, severity="error")]


def known_results(
    gates: list[Gate], base: Build, carried: Collection[str]
) -> dict[str, GateResult]:
    """What the build before measured and need not be measured again, by gate.

    Args:
        gates: as they are to be checked.
        base: the build from which tables were carried over.
        carried: those tables.
    """
    before = {result["name"]: GateResult(**result) for result in base.manifest["gates"]}
    return {
        gate.name: before[gate.name]
        for gate in gates
        if gate.name in before
        and before[gate.name].verdict == "passed"
        and before[gate.name].limit == gate.max
        and gate.table in carried
        and (not gate.of or gate.of in carried)
        and gate.check != "row_loss"
    }


def check_gates(
    connection: duckdb.DuckDBPyConnection,
    gates: list[Gate],
    *,
    delivered: Mapping[str, int],
    published: Build | None,
    accepted: Collection[str] = (),
    known: Mapping[str, GateResult] = MappingProxyType({}),
    sizes: Mapping[str, int] = MappingProxyType({}),
) -> list[GateResult]:
    """Measure every gate on the gold tables of a connection.

    Args:
        connection: where each gold table is a view of its name.
        gates: what to check.
        delivered: rows of each resource that has arrived, by `source/resource`.
        published: the build that is current now; None for a first build.
        accepted: names of gates that the user lets pass this time.
        known: results of gates that need not be measured.
        sizes: rows by table; gates of the largest tables go first, so that none of them is left
            for the end.
    """

    def check(gate: Gate) -> GateResult:
        if gate.name in known:
            return known[gate.name]
        skip = _reason_to_skip(gate, delivered, published)
        if skip:
            return GateResult(gate.name, gate.severity, "skipped", None, gate.max, skip)
        try:
            with connection.cursor() as cursor:
                figure, found = _measure(cursor, gate, delivered, published, known_keys)
        except _CannotCompare as reason:
            return GateResult(gate.name, gate.severity, "skipped", None, gate.max, str(reason))
        verdict = _verdict(gate, figure, accepted)
        limit = "" if verdict == "passed" else f"; at most {_shown(gate, gate.max)} may"
        return GateResult(gate.name, gate.severity, verdict, figure, gate.max, f"{found}{limit}")

    known_keys = KnownKeys()
    # walking the rows of a table in their order keeps one processor busy, so two gates go at once
    wanted = [gate for gate in gates if gate.severity != "off"]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        largest_first = sorted(wanted, key=lambda gate: -sizes.get(gate.table, 0))
        measured = {gate.name: pool.submit(check, gate) for gate in largest_first}
        return [measured[gate.name].result() for gate in wanted]


class _CannotCompare(Exception):
    """The published build cannot be read any more."""


def _reason_to_skip(gate: Gate, delivered: Collection[str], published: Build | None) -> str:
    if gate.needs and gate.needs not in delivered:
        return f"{gate.needs} has not been ingested"
    if gate.check == "row_loss" and (published is None or gate.table not in published.tables):
        return "there is no published build to compare with"
    if gate.check == "delivery_loss" and not (published and published.delivered.get(gate.needs)):
        return f"the published build did not read {gate.needs}"
    return ""


def _verdict(gate: Gate, figure: float, accepted: Collection[str]) -> Verdict:
    if figure <= gate.max:
        return "passed"
    if gate.severity == "warn":
        return "warned"
    return "accepted" if gate.name in accepted else "failed"


def _measure(
    connection: duckdb.DuckDBPyConnection,
    gate: Gate,
    delivered: Mapping[str, int],
    published: Build | None,
    known_keys: KnownKeys,
) -> tuple[float, str]:
    """The gate's figure and what it means in words."""
    if gate.check == "unique":
        repeats = count_repeats(connection, gate.table, gate.columns)
        return repeats, f"{repeats:,} rows repeat {' + '.join(gate.columns)} in {gate.table}"
    if gate.check == "delivery_loss" and published:
        return _loss(gate.needs, delivered[gate.needs], published.delivered[gate.needs])
    rows = scalar(connection, f"select count(*) from {gate.table}{gate.filter}")
    if gate.check == "row_loss" and published:
        return _loss(gate.table, rows, _rows_before(connection, gate, published))
    if gate.check == "orphans":
        keys = Keys(gate.table, gate.column, gate.where)
        known_ones = Keys(gate.of, gate.key, gate.of_where)
        bad = count_orphans(connection, keys, known_ones, known_keys)
    else:
        bad = scalar(connection, _COUNTS[gate.check](gate))
    meaning = {
        "orphans": f"{gate.column} is missing or not in {gate.of}",
        "null_share": f"{gate.column} is missing",
        "out_of_range": f"{gate.column} is out of range",
        "small_groups": f"{gate.column} is below what may be shown",
        "future": f"{gate.column} is later than {DECIDED}",
    }[gate.check]
    share = bad / rows if rows else 0.0
    return share, f"{bad:,} of {rows:,} rows in {gate.table} ({share:.3%}): {meaning}"


def _rows_before(connection: duckdb.DuckDBPyConnection, gate: Gate, published: Build) -> int:
    """Rows of the published build that the gate looks at."""
    if not gate.where:
        return published.rows[gate.table]
    scan = table_scan(published.table_files(gate.table))
    try:
        return scalar(connection, f"select count(*) from {scan}{gate.filter}")
    except duckdb.Error as error:
        raise _CannotCompare(
            f"{gate.table} of the published build {published.build_id} cannot be read"
        ) from error


def _loss(name: str, rows: int, before: int) -> tuple[float, str]:
    loss = max(0.0, (before - rows) / before) if before else 0.0
    return loss, f"{name} has {rows:,} rows, in the published build {before:,} ({loss:.3%} lost)"


def _shown(gate: Gate, figure: float) -> str:
    return f"{figure:g} rows" if gate.check == "unique" else f"{figure:.3%}"


def _count_nulls(gate: Gate) -> str:
    return f"select count(*) from {gate.table} where {gate.column} is null"


def _count_out_of_range(gate: Gate) -> str:
    bounds = []
    if gate.min is not None:
        bounds.append(f"{gate.column} < {gate.min}")
    if gate.max_value is not None:
        bounds.append(f"{gate.column} > {gate.max_value}")
    return f"select count(*) from {gate.table} where {' or '.join(bounds)}"


def _count_small_groups(gate: Gate) -> str:
    return (
        f"select count(*) from {gate.table} where {gate.column} < "
        "(select cast(setting_value as bigint) from build.mart_settings "
        "where setting_name = 'min_group')"
    )


def _count_future(gate: Gate) -> str:
    return f"select count(*) from {gate.table} where {DECIDED} is null or {gate.column} > {DECIDED}"


_COUNTS = {
    "null_share": _count_nulls,
    "out_of_range": _count_out_of_range,
    "small_groups": _count_small_groups,
    "future": _count_future,
}

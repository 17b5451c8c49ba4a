"""Viewing sessions at volume: ingest, build, late data, beside a plain DuckDB over the same files.

    python -m benchmarks.volume --sessions 200000000

Sessions of a year are invented, a Parquet file for each day, taken in and built. Then one late file
brings sessions of three old days, and once more the members come, of whom one has withdrawn
consent: after each, only the days that this touches may be made, or the benchmark fails. With
`--no-late` neither comes. All that is invented and built is deleted at the end, unless something
fails: then it is left to be looked at.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer
from rich.console import Console

from benchmarks.machine import describe_machine
from benchmarks.measure import BenchmarkError, Usage, run_measured
from benchmarks.universe import make_universe
from benchmarks.volume_data import Viewing, agreeing
from reelhouse.evidence import read_runs
from reelhouse.gold import Build, require_current
from reelhouse.lake import Lake
from reelhouse.sqltext import table_scan

WORK = Path(__file__).parent / "work"
RESULTS = Path(__file__).parent / "results"
LATE_ROWS = 1000
MOST_BYTES = 6e9
TIME_BOUND = 4 * 3600
BY_DAY = ("fact_viewing_name", "fact_viewing_hour")
SHOWN_TABLES = 12

console = Console()


@dataclass
class Found:
    """What was measured.

    Attributes:
        usages: what each step cost, in order.
        tables: rows and seconds of the tables that took longest in the first build.
        days: days that each build made, by table.
        bytes: what lies on disk after the first build: sessions as they `came`, in `bronze`, in
            each table that is made of them `by day`, and in all of `gold`.
    """

    usages: dict[str, Usage] = field(default_factory=dict)
    tables: list[tuple[str, int, float]] = field(default_factory=list)
    days: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)


def main(
    sessions: Annotated[int, typer.Option(help="How many sessions.")] = 20_000_000,
    members: Annotated[int, typer.Option(help="How many members; by default one for 400.")] = 0,
    titles: Annotated[int, typer.Option(help="How many titles they choose from.")] = 20_000,
    days: Annotated[int, typer.Option(min=40, help="Over how many days.")] = 365,
    memory: Annotated[str, typer.Option(help="engine.memory_limit of builds.")] = "4GB",
    folder: Annotated[Path, typer.Option(help="Where what is invented and built lies.")] = WORK,
    late: Annotated[bool, typer.Option(help="Also what comes late, and who withdraws.")] = True,
    keep: Annotated[bool, typer.Option(help="Leave what was built there.")] = False,
) -> None:
    """Measure sessions at volume and write results/volume.md and volume.json."""
    folder.mkdir(parents=True, exist_ok=True)
    universe = make_universe(folder, 0.05)
    place = Path(tempfile.mkdtemp(prefix="volume-", dir=folder))
    try:
        viewing = Viewing(place, sessions, members or sessions // 400, titles, days)
        console.print(f"inventing {sessions:,} sessions")
        viewing.make(universe.folder)
        found = measure(viewing, memory, late=late)
        text = _report(viewing, found, memory)
        (RESULTS / "volume.md").write_text(text, encoding="utf-8")
        record = json.dumps(_record(viewing, found, memory), indent=1)
        (RESULTS / "volume.json").write_text(record + "\n", encoding="utf-8")
        console.print(text, markup=False)
    except BaseException:
        console.print(f"what was invented and built is left in {place}", soft_wrap=True)
        raise
    if not keep:
        shutil.rmtree(place)


def measure(viewing: Viewing, memory: str, *, late: bool = True) -> Found:
    """Take sessions in, build, and do so again with what comes late.

    Args:
        viewing: its files, which have been made.
        memory: how much the engine may hold.
        late: whether anything comes late.

    Raises:
        BenchmarkError: gold does not hold what came, or a build made days that nothing touched.
    """
    found = Found()
    lake = Lake(viewing.folder / "lake")
    step = _Steps(viewing.folder, memory, found)
    step.cli("ingest of IMDb", "ingest", "imdb", "--from", str(viewing.titles_file))
    step.cli("ingest of members", "ingest", "first_party", "--from", str(viewing.members_file))
    sessions = viewing.folder / "sessions"
    step.cli("ingest of sessions", "ingest", "first_party", "--from", str(sessions))
    step.cli("build", "build")
    found.tables = _slowest(lake)
    found.days["build"] = _days_made(lake)
    _check_sums(viewing, require_current(lake))
    found.bytes = _sizes(viewing, lake)
    step.plain("plain, by day", _BY_DAY)
    step.plain("plain, same grain", _SAME_GRAIN)
    if late:
        _measure_late(viewing, lake, step)
    return found


def _measure_late(viewing: Viewing, lake: Lake, step: _Steps) -> None:
    """A file with sessions of old days, then a member who withdraws consent."""
    found = step.found
    late_days = [viewing.every_day[place] for place in (3, 17, viewing.days - 20)]
    late = viewing.make_late(late_days, LATE_ROWS)
    step.cli("ingest of a late file", "ingest", "first_party", "--from", str(late))
    step.cli("build after it", "build")
    found.days["build after it"] = _days_made(lake)
    _expect(lake, {table: [day.isoformat() for day in late_days] for table in BY_DAY})

    member, of_member = _somebody(viewing)
    again = viewing.withdraw(member)
    step.cli("ingest of members, one withdrawn", "ingest", "first_party", "--from", str(again))
    step.cli("build after that", "build")
    found.days["build after that"] = _days_made(lake)
    _expect(lake, {"fact_viewing_hour": of_member})


@dataclass(frozen=True)
class _Steps:
    """Runs one step after the other, each a process of its own."""

    folder: Path
    memory: str
    found: Found

    def cli(self, name: str, *words: str) -> None:
        said = {
            "REELHOUSE_LAKE": str(self.folder / "lake"),
            "REELHOUSE_CACHE": str(self.folder / "cache"),
            "REELHOUSE_ENGINE__MEMORY_LIMIT": self.memory,
        }
        self._run(name, [sys.executable, "-m", "reelhouse.cli", *words], said)

    def plain(self, name: str, select: str) -> None:
        """An aggregation of the files as they came, by DuckDB alone."""
        program = (
            "import duckdb; c = duckdb.connect(); "
            f"c.execute(\"set memory_limit = '{self.memory}'\"); "
            f"c.execute(\"set temp_directory = '{self.folder / 'plain.spill'}'\"); "
            "c.execute('set preserve_insertion_order = false'); "
            f"c.execute({_plain(self.folder, select)!r})"
        )
        self._run(name, [sys.executable, "-c", program], {})
        (self.folder / "plain.parquet").unlink()

    def _run(self, name: str, command: Sequence[str], said: dict[str, str]) -> None:
        log = self.folder / "log"
        usage = run_measured(command, self.folder, log=log, environment=said, time_bound=TIME_BOUND)
        if usage.timed_out:
            raise BenchmarkError(f"{name} took too long")
        self.found.usages[name] = usage
        console.print(
            f"{name}: {usage.wall_seconds:.1f} s, processor {usage.cpu_seconds:.1f} s, "
            f"{usage.peak_bytes / 1e9:.2f} GB"
        )


_BY_DAY = "cast(started_at as date) as day, count(*) as sessions, sum(minutes) as minutes"
_SAME_GRAIN = (
    "date_trunc('hour', started_at) as hour, member_id, title_id_imdb, title, device, "
    "count(*) as sessions, sum(minutes) as minutes"
)


def _plain(folder: Path, select: str) -> str:
    files = f"{folder}/sessions/*.parquet"
    members = f"{folder}/members/*.csv"
    return (
        f"copy (select {select} from read_parquet('{files}') where member_id in "
        f"(select member_id from read_csv('{members}') where consent_analytics) group by all) "
        f"to '{folder}/plain.parquet' (format parquet, compression zstd, compression_level 1)"
    )


def _days_made(lake: Lake) -> dict[str, list[str]]:
    """What the evidence of the published build says of its days."""
    run_id = require_current(lake).manifest["run_id"]
    [run] = [run for run in read_runs(lake) if run["run_id"] == run_id]
    days: dict[str, list[str]] = run["outcome"]["days_made"]
    return days


def _slowest(lake: Lake) -> list[tuple[str, int, float]]:
    """Tables of the published build that took longest: rows and seconds."""
    run_id = require_current(lake).manifest["run_id"]
    [run] = [run for run in read_runs(lake) if run["run_id"] == run_id]
    steps = sorted(run["steps"], key=lambda step: step["seconds"], reverse=True)
    return [(s["name"], s["rows_out"], s["seconds"]) for s in steps[:SHOWN_TABLES]]


def _expect(lake: Lake, wanted: dict[str, list[str]]) -> None:
    """Make sure that the last build made some days and no others."""
    made = {table: list(days) for table, days in _days_made(lake).items()}
    if made != wanted:
        shown = {table: len(days) for table, days in made.items()}
        raise BenchmarkError(f"days were made that nothing touched: {shown}, wanted {wanted}")


def _check_sums(viewing: Viewing, build: Build) -> None:
    """Make sure that gold holds each session of those who agree, once."""
    with duckdb.connect() as connection:
        files = table_scan(viewing.sessions_files)
        sessions = f"select count(*), sum(minutes) from {files} where {agreeing('member_id')}"
        came = connection.execute(sessions).fetchall()
        gold = table_scan(build.table_files("fact_viewing_hour"))
        sums = f"select sum(session_count), sum(watched_minutes) from {gold}"
        built = connection.execute(sums).fetchall()
    if [tuple(map(float, row)) for row in came] != [tuple(map(float, row)) for row in built]:
        raise BenchmarkError(f"gold holds {built}, the files {came}")


def _somebody(viewing: Viewing) -> tuple[int, list[str]]:
    """A member who agrees and watches little, and the days on which that one did."""
    with duckdb.connect() as connection:
        [(member, days)] = connection.execute(f"""
            select cast(substr(member_id, 3) as bigint),
                list(distinct cast(cast(started_at as date) as varchar) order by
                    cast(cast(started_at as date) as varchar))
            from {table_scan(viewing.sessions_files)}
            where cast(substr(member_id, 3) as bigint) > {viewing.members - 50}
                and {agreeing("member_id")}
            group by member_id
            order by member_id
            limit 1
        """).fetchall()
    return int(member), list(days)


def _sizes(viewing: Viewing, lake: Lake) -> dict[str, int]:
    build = require_current(lake)
    by_table = {
        table: sum(path.stat().st_size for path in build.table_files(table)) for table in build.rows
    }
    deliveries = lake.deliveries("first_party", "viewing_sessions")
    return {
        "came": sum(path.stat().st_size for path in viewing.sessions_files),
        "bronze": sum(path.stat().st_size for each in deliveries for path in each.paths),
        **{table: by_table[table] for table in BY_DAY},
        "gold": sum(by_table.values()),
    }


def _record(viewing: Viewing, found: Found, memory: str) -> dict[str, Any]:
    """The figures as plain values."""
    return {
        "machine": describe_machine(),
        "memory": memory,
        "sessions": viewing.sessions,
        "members": viewing.members,
        "titles": viewing.titles,
        "days": viewing.days,
        "usages": {name: asdict(usage) for name, usage in found.usages.items()},
        "bytes": found.bytes,
        "days_made": {
            step: {table: len(days) for table, days in made.items()}
            for step, made in found.days.items()
        },
    }


def _report(viewing: Viewing, found: Found, memory: str) -> str:
    rows = viewing.sessions
    parts = {name: seconds for name, _, seconds in found.tables}
    by_day = sum(parts.get(table, 0.0) for table in BY_DAY)
    machine: dict[str, Any] = describe_machine()
    peak = max(usage.peak_bytes for usage in found.usages.values())
    lines = [
        "# Viewing at volume",
        "",
        f"Written by `python -m benchmarks.volume --sessions {rows} --members {viewing.members} "
        f"--titles {viewing.titles} --days {viewing.days} --memory {memory}`.",
        "",
        f"{rows:,} sessions of {viewing.members:,} members on {viewing.days} days, "
        f"{viewing.titles:,} titles, a Parquet file for each day. "
        + ", ".join(f"{name} {value}" for name, value in machine.items())
        + ".",
        "",
        "| step | seconds | processor seconds | peak GB | sessions/s | sessions/s of processor |",
        "|---|---|---|---|---|---|",
    ]
    for name, usage in found.usages.items():
        whole = name in {"ingest of sessions", "build", "plain, by day", "plain, same grain"}
        rate = f"{rows / usage.wall_seconds:,.0f}" if whole else ""
        by_cpu = f"{rows / usage.cpu_seconds:,.0f}" if whole else ""
        lines.append(
            f"| {name} | {usage.wall_seconds:.1f} | {usage.cpu_seconds:.1f} "
            f"| {usage.peak_bytes / 1e9:.2f} | {rate} | {by_cpu} |"
        )
    lines += [
        "",
        f"The tables made day by day took {by_day:.1f} s of the build: "
        f"{rows / max(by_day, 0.1):,.0f} sessions/s. "
        f"Peak memory of all: {peak / 1e9:.2f} GB; at most {MOST_BYTES / 1e9:.0f} GB is wanted: "
        + ("held." if peak <= MOST_BYTES else "missed."),
        "",
        "Days made:",
        "",
        *(
            f"- {name}: " + ", ".join(f"{len(days)} of {table}" for table, days in made.items())
            for name, made in found.days.items()
        ),
        "",
        "Tables of the first build that took longest:",
        "",
        "| table | rows | seconds |",
        "|---|---|---|",
        *(f"| {name} | {count:,} | {seconds:.1f} |" for name, count, seconds in found.tables),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    typer.run(main)

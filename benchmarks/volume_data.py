"""Invented viewing at volume: sessions of a year in a Parquet file for each day, and the members.

Few titles hold most of the viewing and few members do much of it, evenings more than mornings. Who
watched what when is drawn from a hash of the session's number, so that the same arguments give the
same files. Ids of sessions count upwards, as those of a service that hands them out do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from reelhouse.sources.imdb import CONTRACTS

LAST_DAY = date(2026, 2, 27)
ARRIVAL = LAST_DAY + timedelta(2)
COUNTRIES = ("DE", "FR", "GB", "US", "US", "JP", "BR", "ES", "SE", "IN")
PLANS = ("basic", "standard", "standard", "premium")
COLUMNS = tuple(column.name for column in CONTRACTS["title.basics"].columns)
AGREE = 0.92
"""Share of the members who agree to being counted."""

_PRIME = 1_000_000_007


@dataclass(frozen=True, slots=True)
class Viewing:
    """What is invented.

    Attributes:
        folder: where the files go.
        sessions: how many, over all days.
        members: how many there are.
        titles: how many they choose from.
        days: how many, up to `LAST_DAY`.
    """

    folder: Path
    sessions: int
    members: int
    titles: int
    days: int

    @property
    def sessions_files(self) -> list[Path]:
        """The files of all days, in order."""
        return sorted(self.folder.glob("sessions/viewing_sessions_*.parquet"))

    @property
    def members_file(self) -> Path:
        """The file of all members."""
        return self.folder / "members" / f"member_profiles_{ARRIVAL}.csv"

    @property
    def titles_file(self) -> Path:
        """The titles that are watched, as IMDb's file has them."""
        return self.folder / "imdb" / "title.basics.tsv.gz"

    @property
    def every_day(self) -> list[date]:
        """All days, in order."""
        return [LAST_DAY - timedelta(back) for back in range(self.days - 1, -1, -1)]

    def make(self, imdb: Path) -> None:
        """Write all files.

        Args:
            imdb: folder with the invented files of IMDb, whose titles are watched.
        """
        with duckdb.connect() as connection:
            connection.execute("set preserve_insertion_order = false")
            _take_titles(connection, imdb, self.titles)
            self._write_titles(connection)
            (self.folder / "sessions").mkdir(parents=True, exist_ok=True)
            first = 0
            for place, day in enumerate(self.every_day):
                end = self.sessions * (place + 1) // self.days
                path = self.folder / "sessions" / f"viewing_sessions_{day}.parquet"
                _copy(connection, self._sessions(first, end, day), path)
                first = end
            self.members_file.parent.mkdir(exist_ok=True)
            connection.execute(f"copy ({self._members()}) to '{self.members_file}' (format csv)")

    def _write_titles(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Write IMDb's lines of the titles that are watched, and of no others."""
        self.titles_file.parent.mkdir(parents=True, exist_ok=True)
        names = ", ".join(f'"{name}"' for name in COLUMNS)
        connection.execute(
            f"copy (select {names} from lines where tconst in (select id from titles) "
            f"order by tconst) to '{self.titles_file}' (format csv, delimiter '\\t', quote '', "
            "escape '', nullstr '\\N', header, compression gzip)"
        )

    def make_late(self, days: list[date], each: int) -> Path:
        """Write one file with further sessions of old days; gives it.

        Of each day one session comes again that was there, with other minutes.
        """
        path = self.folder / "late" / f"viewing_sessions_{ARRIVAL + timedelta(1)}.parquet"
        path.parent.mkdir(exist_ok=True)
        parts = []
        for place, day in enumerate(days):
            number = self.every_day.index(day)
            again = self.sessions * number // self.days
            beyond = self.sessions + place * each
            parts.append(self._sessions(beyond, beyond + each - 1, day))
            parts.append(self._sessions(again, again + 1, day, minutes="7.5"))
        with duckdb.connect() as connection:
            _take_titles(connection, self.titles_file.parent, self.titles)
            _copy(connection, " union all ".join(parts), path)
        return path

    def withdraw(self, member: int) -> Path:
        """Write the members once more, one of whom agrees to nothing any longer; gives the file."""
        path = self.folder / "again" / f"member_profiles_{ARRIVAL + timedelta(2)}.csv"
        path.parent.mkdir(exist_ok=True)
        agrees = f"case when n = {member} then false else {{}} end"
        with duckdb.connect() as connection:
            connection.execute(f"copy ({self._members(agrees)}) to '{path}' (format csv)")
        return path

    def _sessions(self, first: int, end: int, day: date, minutes: str = "") -> str:
        """SQL for the sessions with some numbers, all on one day."""
        member = f"{self.members} * pow({_draw(1)}, 1.5)"
        watched = minutes or f"5 + 115 * {_draw(6)} * {_draw(7)}"
        return f"""
            select
                'S-' || lpad(cast(n as varchar), 10, '0') as session_id,
                'M-' || cast(cast(floor({member}) as bigint) as varchar) as member_id,
                titles.name as title,
                titles.id as title_id_imdb,
                timestamp '{day}' + to_seconds(cast(floor(86399 * sqrt({_draw(3)})) as bigint))
                    as started_at,
                cast({watched} as decimal(5, 1)) as minutes,
                case
                    when {_draw(4)} < 0.55 then 'tv' when {_draw(4)} < 0.8 then 'mobile'
                    when {_draw(4)} < 0.9 then 'tablet' when {_draw(4)} < 0.98 then 'desktop'
                end as device
            from range({first}, {end}) as numbers(n)
            inner join titles
                on titles.place = cast(floor(exp(ln({self.titles}) * {_draw(2)})) as bigint)
        """

    def _members(self, agrees: str = "{}") -> str:
        counted = agrees.format(f"{_draw(11)} < {AGREE}")
        return f"""
            select
                'M-' || n as member_id,
                {_one_of(COUNTRIES, 12)} as country,
                {_one_of(PLANS, 13)} as plan,
                date '{LAST_DAY}' - cast(30 + 1200 * {_draw(14)} as integer) as joined_date,
                case
                    when {_draw(15)} < 0.15
                        then date '{LAST_DAY}' - cast(29 * {_draw(16)} as integer)
                end as cancelled_date,
                {counted} as consent_analytics,
                {_draw(17)} < 0.6 as consent_marketing,
                {_draw(18)} < 0.8 as consent_personalisation,
                date '{LAST_DAY}' - 30 as consent_date
            from range({self.members}) as numbers(n)
            order by n
        """


def agreeing(member: str) -> str:
    """SQL that tells whether a member agrees to being counted, from its id."""
    return f"{_draw(11, f'cast(substr({member}, 3) as bigint)')} < {AGREE}"


def _draw(number: int, of: str = "n") -> str:
    """SQL for a number from 0 to 1, another for each `number`."""
    return f"((hash({of}, {number}) % {_PRIME}) / {_PRIME}.0)"


def _one_of(values: tuple[str, ...], number: int) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"[{listed}][1 + cast(floor({len(values)} * {_draw(number)}) as bigint)]"


def _take_titles(connection: duckdb.DuckDBPyConnection, imdb: Path, count: int) -> None:
    """Show films and series of IMDb's invented files as the titles that are watched."""
    path = imdb / "title.basics.tsv.gz"
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS)
    connection.execute(f"""
        create or replace table lines as
        select * from read_csv('{path}', delim = '\\t', quote = '',
            escape = '', header = true, nullstr = '\\N', auto_detect = false,
            columns = {{{columns}}});
        create or replace table titles as
        select row_number() over (order by hash(tconst)) as place, tconst as id,
            primaryTitle as name
        from lines
        where titleType in ('movie', 'tvSeries', 'tvMiniSeries') and runtimeMinutes is not null
        order by place
        limit {count}
    """)
    [(found,)] = connection.execute("select count(*) from titles").fetchall()
    if found < count:
        raise ValueError(f"IMDb's files hold {found} titles to watch, {count} are wanted")


def _copy(connection: duckdb.DuckDBPyConnection, select: str, path: Path) -> None:
    connection.execute(
        f"copy ({select}) to '{path}' (format parquet, compression zstd, compression_level 1)"
    )

"""Find a title as one types: an index of the letters in names, made once for each build.

A name is cut into its three-letter pieces. What is typed is cut alike, the rarest pieces name the
candidates, and those are put in order by how alike they are and by how many voted. Accents do not
matter, and a slip of the finger costs a few pieces of many. The index is a DuckDB file in the
lake's cache, so that the server holds only the pages that it needs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import Any

import duckdb
from rapidfuzz import fuzz

from reelhouse.gold import Build, open_build
from reelhouse.lake import Lake
from reelhouse.sqltext import literal, table_scan

CANDIDATES = 300
MOST_PIECES = 250_000  # entries of the index that one search looks at
_VERSION = 1

_WORD = re.compile(r"[^\W_]+")

_LEFT_OUT = "('tvEpisode', 'videoGame')"

_MAKE = """
create table named as
with current_titles as (
    select title_key, primary_title, original_title, title_type, is_anime, start_year
    from {titles}
    where is_current and title_type not in {left_out} and primary_title is not null
),
votes as (
    select title_key, vote_count, average_rating from {ratings} where is_latest
)
select
    cast(row_number() over (order by coalesce(vote_count, 0) desc, title_key) as integer) as place,
    title_key, primary_title, original_title, title_type, is_anime, start_year,
    coalesce(vote_count, 0) as vote_count, average_rating
from current_titles left join votes using (title_key)
order by place;

create table words as
select distinct place, ' ' || trim(regexp_replace(
    strip_accents(lower(name)), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')) as folded
from (
    select place, primary_title as name from named
    union all
    select place, original_title as name from named where original_title is not null
);

create table pieces as
select cast(substr(folded, cast(start_at as integer), 3) as varchar) as piece, place
from words, unnest(range(1, greatest(length(folded) - 1, 2))) as positions(start_at)
group by all
order by piece, place;

create table piece_counts as
select piece, count(*) as entry_count from pieces group by piece order by piece;
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A title that was found.

    Attributes:
        title_key: its key in gold.
        name: its name.
        title_type: its type at IMDb.
        is_anime: whether it is anime.
        year: when it came out.
        votes: votes at IMDb.
        likeness: how alike its name is to what was typed, 0 to 100.
    """

    title_key: int
    name: str
    title_type: str
    is_anime: bool
    year: int | None
    votes: int
    likeness: float

    @property
    def label(self) -> str:
        """Its name, year and type."""
        kind = "anime" if self.is_anime else _TYPES.get(self.title_type, self.title_type)
        return f"{self.name} ({self.year}, {kind})" if self.year else f"{self.name} ({kind})"


_TYPES = {
    "movie": "film",
    "tvMovie": "TV film",
    "tvSeries": "series",
    "tvMiniSeries": "mini-series",
    "short": "short film",
    "tvShort": "short film",
    "tvSpecial": "special",
    "tvPilot": "pilot",
}


def folded(text: str) -> str:
    """A text as the index has it: small letters without accents, words with a space between."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c)
    )
    return " " + " ".join(_WORD.findall(plain))


def pieces_of(text: str) -> list[str]:
    """The three-letter pieces of a folded text, each once."""
    return list(dict.fromkeys(text[i : i + 3] for i in range(max(1, len(text) - 2))))


def index_file(lake: Lake, build_id: str) -> Path:
    """Where the index of a build lies."""
    return lake.root / ".cache" / "search" / f"{build_id}-{_VERSION}.duckdb"


def make_index(lake: Lake, build: Build, memory_limit: str = "512MB") -> Path:
    """Make the index of a build, unless it is there; indexes of builds before it go.

    Args:
        lake: the lake of the build.
        build: what to index.
        memory_limit: memory that the engine may hold before it spills to disk.

    Returns:
        The index, complete.
    """
    path = index_file(lake, build.build_id)
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(beside)) as connection:
            connection.execute(f"set memory_limit = {literal(memory_limit)}")
            connection.execute(f"set temp_directory = {literal(str(path.parent / 'spill'))}")
            connection.execute(
                _MAKE.format(
                    titles=table_scan(build.table_files("dim_title")),
                    ratings=table_scan(build.table_files("fact_rating_snapshot")),
                    left_out=_LEFT_OUT,
                )
            )
            connection.execute("drop table words")
            connection.execute("checkpoint")
        os.replace(beside, path)
    finally:
        for left in (beside, beside.with_name(beside.name + ".wal")):
            left.unlink(missing_ok=True)
    for old in path.parent.glob("*.duckdb"):
        if old != path:
            old.unlink(missing_ok=True)  # who reads it goes on reading
    return path


class TitleIndex:
    """The index of a build, open for questions from any thread.

    Args:
        path: the index.
    """

    def __init__(self, path: Path) -> None:
        self._connection = duckdb.connect(
            str(path), read_only=True, config={"memory_limit": "128MB", "threads": 2}
        )
        self.path = path

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def find(self, text: str, limit: int = 10) -> list[Found]:
        """Titles whose name is like a text, the likeliest first.

        Args:
            text: what was typed, with slips and without accents as it may be; below two letters
                nothing is found.
            limit: titles at most.
        """
        typed = folded(text)
        if len(typed.strip()) < 2:
            return []
        with self._cursor() as cursor:
            asked = self._rarest(cursor, typed)
            if not asked:
                return []
            rows = cursor.execute(
                """
                with hits as (
                    select place, count(*) as shared from pieces
                    where piece in (select unnest($pieces))
                    group by place
                    order by shared desc, place
                    limit $most
                )
                select title_key, primary_title, original_title, title_type, is_anime, start_year,
                    vote_count
                from named inner join hits using (place)
                """,
                {"pieces": asked, "most": CANDIDATES},
            ).fetchall()
        found = sorted((_judged(typed, row) for row in rows), key=lambda pair: -pair[0])
        return [title for score, title in found[:limit] if score > 0]

    def _rarest(self, cursor: duckdb.DuckDBPyConnection, typed: str) -> list[str]:
        """The pieces that name the candidates: the rarest, until there are entries enough."""
        wanted = pieces_of(typed)
        if len(typed) < 3:
            return []
        counts = cursor.execute(
            "select piece, entry_count from piece_counts where piece in (select unnest($1)) "
            "order by entry_count",
            [wanted],
        ).fetchall()
        chosen: list[str] = []
        entries = 0
        for piece, count in counts:
            if chosen and entries + count > MOST_PIECES:
                break
            chosen.append(piece)
            entries += count
        return chosen

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()


def _judged(typed: str, row: tuple[Any, ...]) -> tuple[float, Found]:
    """How well a candidate fits, and the candidate: likeness first, then how known it is."""
    key, name, original, kind, is_anime, year, votes = row
    likeness = max(_likeness(typed.strip(), folded(n).strip()) for n in (name, original) if n)
    found = Found(key, name, kind, bool(is_anime), year, votes, likeness)
    score = likeness + 2.5 * log10(1 + votes) if likeness >= 55 else 0.0
    return score, found


def _likeness(typed: str, name: str) -> float:
    """How alike two folded names are, 0 to 100; the beginning of a name is nearly the name."""
    whole = fuzz.ratio(typed, name)
    begun = fuzz.ratio(typed, name[: len(typed)]) - 4
    within = fuzz.partial_ratio(typed, name) - 12 if len(typed) >= 4 else 0.0
    return float(max(whole, begun, within))


class Searcher:
    """The index of the build that is shown, made beside the server where it is not there yet."""

    def __init__(self) -> None:
        self._index: TitleIndex | None = None
        self._making: set[str] = set()
        self._lock = threading.Lock()

    def ready(self, lake: Lake, build: Build) -> TitleIndex | None:
        """The index of a build; None while it is made for the first time.

        While the one of a new build is made, the one before answers: keys of titles stay.
        """
        path = index_file(lake, build.build_id)
        with self._lock:
            if self._index is not None and self._index.path == path:
                return self._index
            if path.is_file():
                before, self._index = self._index, TitleIndex(path)
                if before is not None:
                    before.close()
                return self._index
            if build.build_id not in self._making:
                self._making.add(build.build_id)
                threading.Thread(target=self._make, args=(lake, build), daemon=True).start()
            return self._index

    def _make(self, lake: Lake, build: Build) -> None:
        """Make the index in a process of its own, so that its memory goes with it."""
        command = [sys.executable, "-m", "reelhouse.dashboards.search"]
        try:
            subprocess.run([*command, str(lake.root), str(build.folder)], check=True)
        finally:
            with self._lock, suppress(KeyError):
                self._making.remove(build.build_id)


SEARCHER = Searcher()


if __name__ == "__main__":
    make_index(Lake(Path(sys.argv[1])), open_build(Path(sys.argv[2])))

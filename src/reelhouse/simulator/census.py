"""Counts, block by block, what goes into the truth."""

from collections import defaultdict
from dataclasses import dataclass, field

from duckdb import DuckDBPyConnection

from reelhouse.simulator.truth import CHANGES, TOP, Change, Truth

_EVENT_NAMES = {
    "renamed": "titles_renamed",
    "runtime_changed": "titles_runtime_changed",
    "year_changed": "titles_year_changed",
    "genres_changed": "titles_genres_changed",
    "vanished": "titles_vanished",
}


@dataclass
class Census:
    """Sums over the blocks of titles and people of one snapshot.

    Attributes:
        day: the snapshot's day.
        orphans: as in `Truth`.
    """

    day: int
    orphans: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    _changes: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    _kinds: dict[str, list[float]] = field(default_factory=dict)
    _best: list[tuple[str, float, int]] = field(default_factory=list)
    _most_voted: list[tuple[str, float, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for day in range(1, self.day + 1):
            self._changes[day] = {name: [] for name in CHANGES}

    def add_orphans(self, file: str, column: str, count: int) -> None:
        """Count identifiers without a row of their own."""
        counts = self.orphans[file]
        counts[column] = counts.get(column, 0) + count

    def add_changes(self, rows: list[tuple[str, int, str]]) -> None:
        """Take note of changes: (kind or title event, day, identifier)."""
        for kind, day, name in rows:
            self._changes[day][_EVENT_NAMES.get(kind, kind)].append(name)

    def count_titles(self, connection: DuckDBPyConnection) -> None:
        """Add what the table `title` holds."""
        for kind, *sums in connection.execute(
            """
            select kind, count(*), sum(quality), count(rated_on), coalesce(sum(votes), 0)
            from title where not hidden group by all
            """
        ).fetchall():
            reached = self._kinds.setdefault(kind, [0.0] * 4)
            self._kinds[kind] = [a + float(b) for a, b in zip(reached, sums, strict=True)]
        for top, measure in ((self._best, "quality"), (self._most_voted, "votes")):
            top += connection.execute(
                f"""
                select tconst, quality, votes from title
                where not hidden and votes >= 100 order by {measure} desc, tconst limit {TOP}
                """
            ).fetchall()
        if self.day:
            self.add_changes(connection.execute(self._title_changes()).fetchall())

    def _title_changes(self) -> str:
        return f"""
        select event, event_day, tconst from title where event is not null
        union all
        select 'titles_added', arrived, tconst from title where arrived > 0
        union all
        select 'ratings_added', rated_on, tconst from title
        where rated_on > 0 and (event is distinct from 'vanished' or event_day > rated_on)
        union all
        select 'ratings_removed', event_day, tconst from title
        where event = 'vanished' and rated_on < event_day
        union all
        select 'ratings_changed', day, tconst
        from (
            select *, unnest(list_filter(range(1, {self.day + 1}),
                lambda d: d > rated_on and growth(i, d, first_votes) > 0)) as day
            from title where rated_on is not null
        )
        where event is distinct from 'vanished' or day < event_day
        """

    def tell(self, truth: Truth) -> None:
        """Put the sums into `truth`."""
        truth.orphans = {file: dict(counts) for file, counts in sorted(self.orphans.items())}
        truth.changes = {
            str(day): {kind: Change.of(ids) for kind, ids in kinds.items()}
            for day, kinds in self._changes.items()
        }
        truth.title_types = {
            kind: {
                "titles": int(titles),
                "mean_quality": round(quality / titles, 6),
                "rated": int(rated),
                "votes": int(votes),
            }
            for kind, (titles, quality, rated, votes) in sorted(self._kinds.items())
        }
        best = sorted(self._best, key=lambda row: (-row[1], row[0]))
        most_voted = sorted(self._most_voted, key=lambda row: (-row[2], row[0]))
        truth.best_titles, truth.most_voted_titles = (
            [
                {"tconst": tconst, "quality": round(quality, 4), "votes": votes}
                for tconst, quality, votes in rows[:TOP]
            ]
            for rows in (best, most_voted)
        )

"""The answers: what was planted, so that an analysis can be checked against what is true."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from reelhouse.simulator.universe import GENRE_EFFECTS, TALENT_WEIGHT, Universe

GENERATOR = f"1 on duckdb {duckdb.__version__}"
"""Version of the generator; the same version, seed, scale and day give the same files."""

IDS_LISTED = 5_000
TOP = 25

CHANGES = [
    "titles_added",
    "titles_renamed",
    "titles_runtime_changed",
    "titles_year_changed",
    "titles_genres_changed",
    "titles_vanished",
    "ratings_added",
    "ratings_changed",
    "ratings_removed",
    "people_added",
    "people_renamed",
    "people_deceased",
]
"""The kinds of change from one day to the next; together they explain every difference."""


@dataclass
class Change:
    """What one kind of change did on one day.

    Attributes:
        count: identifiers concerned.
        sha256: of the identifiers, sorted as text, each followed by a newline.
        ids: the identifiers themselves, sorted, unless there are more than 5,000.
    """

    count: int
    sha256: str
    ids: list[str] | None

    @classmethod
    def of(cls, ids: Iterable[str]) -> "Change":
        """Describe a set of identifiers."""
        ordered = sorted(ids)
        digest = hashlib.sha256("".join(f"{name}\n" for name in ordered).encode()).hexdigest()
        return cls(len(ordered), digest, ordered if len(ordered) <= IDS_LISTED else None)


@dataclass
class Truth:
    """All that is known of the files of one snapshot.

    Attributes:
        generator: version of the generator.
        seed: the universe's seed.
        scale: the universe's scale.
        day: the snapshot's day.
        date: its calendar date, ISO 8601.
        rows: rows of each file, without the header.
        orphans: rows of each file (for a list in a cell: entries) whose identifier in the named
            column has no row in title.basics or name.basics.
        changes: for each day from 1 on, for each of `CHANGES`, what it did. Applied in turn to the
            files of day 0 they give the files of `day`.
        title_types: for each title type `titles`, `mean_quality`, `rated`, `votes`.
        genre_effects: what a title's first genre adds to its true quality.
        talent_weight: quality points for a standard deviation of the first director's talent.
        best_titles: the highest true quality among titles with at least 100 votes:
            `tconst`, `quality`, `votes`.
        most_voted_titles: the same for the most votes.
        crowd: the title with the most writers: `tconst`, `writers`.
    """

    generator: str
    seed: int
    scale: float
    day: int
    date: str
    rows: dict[str, int] = field(default_factory=dict)
    orphans: dict[str, dict[str, int]] = field(default_factory=dict)
    changes: dict[str, dict[str, Change]] = field(default_factory=dict)
    title_types: dict[str, dict[str, float]] = field(default_factory=dict)
    genre_effects: dict[str, float] = field(default_factory=lambda: dict(GENRE_EFFECTS))
    talent_weight: float = TALENT_WEIGHT
    best_titles: list[dict[str, Any]] = field(default_factory=list)
    most_voted_titles: list[dict[str, Any]] = field(default_factory=list)
    crowd: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def start(cls, universe: Universe, day: int) -> "Truth":
        """An empty truth for a snapshot."""
        date = universe.date(day).isoformat()
        return cls(GENERATOR, universe.seed, universe.scale, day, date)

    @classmethod
    def read(cls, path: Path) -> "Truth":
        """Read what `write` wrote.

        Raises:
            OSError: the file cannot be read.
            ValueError: it is not a truth of this version.
        """
        content = json.loads(path.read_text(encoding="utf-8"))
        try:
            truth = cls(**content)
            truth.changes = {
                day: {kind: Change(**change) for kind, change in kinds.items()}
                for day, kinds in content["changes"].items()
            }
        except (AttributeError, LookupError, TypeError) as error:
            raise ValueError(f"{path} is not a truth of this version") from error
        return truth

    def write(self, path: Path) -> None:
        """Write as JSON, replacing `path` in one step."""
        unfinished = path.with_name(f".{path.name}.unfinished")
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        unfinished.write_text(text + "\n", encoding="utf-8")
        unfinished.replace(path)

    def is_of(self, universe: Universe, day: int) -> bool:
        """Whether this is the truth of that snapshot, by this version of the generator."""
        return (self.generator, self.seed, self.scale, self.day) == (
            GENERATOR,
            universe.seed,
            universe.scale,
            day,
        )

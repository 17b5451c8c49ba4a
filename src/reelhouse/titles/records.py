"""A record of a source, and the order in which sources are believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class RecordId(NamedTuple):
    """Which record of which source.

    Attributes:
        source: the source, such as `tmdb`.
        kind: kind of record there, such as `movie`.
        id: id of the record at the source.
    """

    source: str
    kind: str
    id: str

    def __str__(self) -> str:
        return "/".join(self)


class Id(NamedTuple):
    """An id in one of the spaces that sources share.

    Attributes:
        space: whose id it is, one of `SPACES` or `tvdb`.
        text: the id as text.
    """

    space: str
    text: str


# ids from the one that says most to the one that says least which title it is; a title is named by
# the first it has
SPACES = ("imdb", "tmdb_movie", "tmdb_tv", "mal", "anilist", "wikidata")

# whose word counts where sources give an id to different titles: the provider of the id first, then
# lists kept by hand, then what others derive from those
TRUST = (
    "tmdb",
    "fribb",
    "wikidata",
    "movielens",
    "streaming_availability",
    "anilist",
    "jikan",
    "first_party",
)

# the rows of a newer file of these are numbered anew: an id means the same only with the same name
NUMBERED_ANEW = frozenset({"catalogues"})

# the records that a title without an IMDb id is known by, best first
RECORD_ORDER = (
    ("tmdb", "movie"),
    ("tmdb", "tv"),
    ("jikan", "anime"),
    ("anilist", "anime"),
    ("movielens", "movie"),
    ("streaming_availability", "show"),
    ("netflix", "name"),
    ("catalogues", "title"),
    ("first_party", "name"),
)
_PLACE = {kind: place for place, kind in enumerate(RECORD_ORDER)}


def trust(source: str) -> int:
    """Place of a source in the order of trust, from 0; unknown ones come last."""
    return TRUST.index(source) if source in TRUST else len(TRUST)


def record_order(record: RecordId) -> tuple[int, RecordId]:
    """Key that sorts records, those that identify a title best first."""
    return _PLACE.get((record.source, record.kind), len(_PLACE)), record


@dataclass(frozen=True, slots=True)
class Record:
    """What is needed of a record beside what a search by name reads in `title_record`.

    Attributes:
        id: which.
        name: what the source calls it; None where it gives ids only.
        kind: `film` or `series`; None where unknown.
        year: of its first release, where that is exact; else None.
        ids: the ids that it bears, best space first.
        season_number: season that it is of; None where it is of the whole title or not known.
    """

    id: RecordId
    name: str | None = None
    kind: str | None = None
    year: int | None = None
    ids: tuple[Id, ...] = ()
    season_number: int | None = None

    @property
    def is_crosswalk(self) -> bool:
        """Whether it only says which ids belong together, and is no record of a title."""
        return self.id.kind == "crosswalk"

"""Which title each record is of: by ids, by name, by what is left, and by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reelhouse.titles.anchors import Anchor
from reelhouse.titles.keys import is_minted, mint
from reelhouse.titles.records import Id, RecordId, record_order

Method = Literal["id", "crosswalk", "match", "manual"]

# a title that only names stand for is called by the record that identifies it best
RECORD_SPACE = "record"

# that records of one name, kind and year are of one title is held for as likely as a match must be
GROUPED_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Membership:
    """That a record is of a title.

    Attributes:
        title: the title, by its best id.
        method: how that was found.
        confidence: 0–1.
    """

    title: Id
    method: Method
    confidence: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title that a name may be.

    Attributes:
        title: the title, by its best id.
        name: what it is called.
        year: of its release; None where unknown.
        title_type: in IMDb's words; None where unknown.
        confidence: that the name is of this title, 0–1.
    """

    title: Id
    name: str | None
    year: int | None
    title_type: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """A record that is known by its name.

    Attributes:
        record: which.
        name: what the source calls it.
        key: its name with case, accents and punctuation levelled, and without season.
        kind: `film` or `series`; None where unknown.
        year: of its release, where that is exact; else None.
        season_number: season that its name says; None where it says none.
    """

    record: RecordId
    name: str
    key: str
    kind: str | None = None
    year: int | None = None
    season_number: int | None = None


Members = dict[RecordId, Membership]


def by_ids(anchors: Mapping[RecordId, Anchor]) -> Members:
    """The title of each record that bears ids."""
    return {
        record: Membership(a.title, "id" if a.is_own else "crosswalk", a.confidence)
        for record, a in anchors.items()
    }


def without_rejected(candidates: Sequence[Candidate], rejected: Iterable[Id]) -> list[Candidate]:
    """The candidates that nobody rejected, what the others had shared among them."""
    gone = set(rejected)
    left = [c for c in candidates if c.title not in gone]
    rest = 1 - sum(c.confidence for c in candidates if c.title in gone)
    if rest <= 0 or len(left) == len(candidates):
        return left
    return [replace(c, confidence=min(1.0, c.confidence / rest)) for c in left]


def seasons_together(records: Iterable[NamedRecord]) -> list[tuple[RecordId, ...]]:
    """Put those records of a source together whose names differ by the season alone.

    A series and a remake of it, which bear one name, are left apart.

    Returns:
        All records, each once; of several together, the series and its first season come first.
    """
    alike: dict[tuple[str, str, str | None], list[NamedRecord]] = defaultdict(list)
    for record in sorted(records, key=lambda r: (r.season_number or 0, r.record)):
        alike[record.record.source, record.key, record.kind].append(record)
    together: list[tuple[RecordId, ...]] = []
    for found in alike.values():
        if found[0].kind == "series" and len({r.name for r in found}) == len(found):
            together.append(tuple(r.record for r in found))
        else:
            together += [(r.record,) for r in found]
    return together


def group_by_name(records: Iterable[NamedRecord]) -> Members:
    """Make titles of records that only names stand for.

    Records of one name and kind are one title, unless their years are more than one apart. One
    without a kind or year goes with the others where these leave no choice.
    """
    by_key: dict[str, list[NamedRecord]] = defaultdict(list)
    for record in records:
        by_key[record.key].append(record)
    members: Members = {}
    for same_name in by_key.values():
        for same_kind in _parted([(record, record.kind) for record in same_name]):
            spans = _spans({record.year for record in same_kind if record.year is not None})
            for group in _parted([(r, spans.get(r.year or 0)) for r in same_kind]):
                members |= _own_title([record.record for record in group])
    return members


def _own_title(records: list[RecordId]) -> Members:
    best = min(records, key=record_order)
    title = Id(RECORD_SPACE, str(best))
    grouped = Membership(title, "match", GROUPED_CONFIDENCE)
    return dict.fromkeys(records, grouped) | {best: Membership(title, "id", 1.0)}


def _parted(records: list[tuple[NamedRecord, str | int | None]]) -> list[list[NamedRecord]]:
    """Records parted by a value; those without one go along where all others have the same."""
    parts: dict[str | int | None, list[NamedRecord]] = defaultdict(list)
    for record, value in records:
        parts[value].append(record)
    if None in parts and len(parts) == len(("without", "with")):
        return [[record for record, _ in records]]
    return list(parts.values())


def _spans(years: set[int]) -> dict[int, int]:
    """The first year of the run of years, one apart from the next, that each year stands in."""
    first: dict[int, int] = {}
    for year in sorted(years):
        first[year] = first.get(year - 1, year)
    return first


def titles_by_key(
    members: Mapping[RecordId, Membership], published: Mapping[RecordId, int]
) -> dict[int, Id]:
    """The title that each key made here stands for.

    It is the title of the record that the key was made from, or, where that is gone, the one that
    most of the records now have which were published under it.
    """
    counts: dict[int, Counter[Id]] = defaultdict(Counter)
    for record, key in published.items():
        if is_minted(key) and record in members:
            counts[key][members[record].title] += 1
    titles = {key: min(c, key=lambda title: (-c[title], title)) for key, c in counts.items()}
    return titles | {mint(record, ()): member.title for record, member in members.items()}

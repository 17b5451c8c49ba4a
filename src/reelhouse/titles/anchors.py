"""Which ids are of one title: follow from each id to the best id that sources give beside it.

Ids are never simply merged where they stand together, for one wrong row would then make one title
of two. Each id follows one other only, always towards a better space: first everything that leads
to an IMDb id, however many steps away; then what is left to TMDB's ids; and so on. Two IMDb ids
can therefore never become one title.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reelhouse.titles.records import SPACES, Id, RecordId, trust

# what sources can be at odds over; an item of Wikidata or TheTVDB may well stand for several titles
DISPUTED = ("tmdb_movie", "tmdb_tv", "mal", "anilist")


@dataclass(frozen=True, slots=True)
class IdRow:
    """Ids that stand together in one record.

    Attributes:
        record: which.
        ids: the ids, best space first.
    """

    record: RecordId
    ids: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The title of a record, by ids.

    Attributes:
        title: the best id of the title.
        is_own: whether the record bears that id itself; else other sources lead to it.
        confidence: share of what sources say about the record's ids that speaks for this title,
            0–1; 1 for a title whose id the record bears.
        shares: the share of each title that is spoken for, best first; one entry where all agree.
    """

    title: Id
    is_own: bool
    confidence: float
    shares: tuple[tuple[Id, float], ...]


def find_anchors(rows: Iterable[IdRow]) -> dict[RecordId, Anchor]:
    """Find the title of every record that bears an id.

    Args:
        rows: all records with ids, crosswalk rows among them; their order does not matter.

    Returns:
        The anchor of each record that bears an id in one of `SPACES`.
    """
    rows = sorted(rows, key=lambda row: row.record)
    rows_with: dict[Id, list[IdRow]] = defaultdict(list)
    for row in rows:
        for own in row.ids:
            rows_with[own].append(row)
    titles = _titles_of_ids(rows_with)
    return {row.record: _anchor(row, rows_with, titles) for row in rows if _title_of(row, titles)}


def _titles_of_ids(rows_with: Mapping[Id, list[IdRow]]) -> dict[Id, Id]:
    """The title that each id leads to, named by its best id."""
    titles: dict[Id, Id] = {}
    for space in SPACES:
        reached = [own for own in rows_with if own.space == space and own not in titles]
        titles |= {own: own for own in reached}
        while reached:
            beside = {
                other
                for own in reached
                for row in rows_with[own]
                for other in row.ids
                if other not in titles
            }
            # decided all at once, so that the order within a round does not matter
            found = {own: _choose(_voices(rows_with[own], titles)) for own in beside}
            titles |= found
            reached = list(found)
    return titles


def _title_of(row: IdRow, titles: Mapping[Id, Id]) -> Id | None:
    """The title of a row: that of its best id which has one."""
    return next((titles[own] for own in row.ids if own in titles), None)


def _voices(rows: list[IdRow], titles: Mapping[Id, Id]) -> dict[str, Id]:
    """The title that each source gives an id which stands in these rows.

    A source that gives several, as a list of anime does for the specials of a series, speaks for
    the one that most of its rows give; of equal ones for that with the lowest number.
    """
    counts: dict[str, Counter[Id]] = defaultdict(Counter)
    for row in rows:
        title = _title_of(row, titles)
        if title is not None:
            counts[row.record.source][title] += 1
    return {
        source: min(found, key=lambda title: (-found[title], _number_order(title)))
        for source, found in counts.items()
    }


def _above(own: Id, row: IdRow) -> IdRow:
    """What a row says of an id: the better ids that it gives beside it."""
    return IdRow(row.record, row.ids[: row.ids.index(own)])


def _choose(voices: Mapping[str, Id]) -> Id:
    """What the most trusted source says."""
    return voices[min(voices, key=lambda source: (trust(source), source))]


def _anchor(row: IdRow, rows_with: Mapping[Id, list[IdRow]], titles: Mapping[Id, Id]) -> Anchor:
    """The title of a record, and how far sources agree on it."""
    title = _title_of(row, titles)
    if title is None:
        raise ValueError(f"{row.record} bears no id that leads to a title")
    said = Counter(
        voice
        for own in row.ids
        if own.space in DISPUTED
        for voice in _voices([_above(own, other) for other in rows_with[own]], titles).values()
    )
    shares = {voice: count / said.total() for voice, count in said.items()}
    is_own = title in row.ids
    return Anchor(
        title,
        is_own,
        1.0 if is_own else shares.get(title, 1.0),
        tuple(sorted(shares.items(), key=lambda item: (-item[1], _number_order(item[0])))),
    )


def _number_order(own: Id) -> tuple[int, int, str]:
    """Sorts ids by space and then as their numbers go: tt99 stands before tt100."""
    return SPACES.index(own.space), len(own.text), own.text

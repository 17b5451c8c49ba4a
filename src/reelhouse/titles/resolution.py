"""From records to titles: ids first, then names, then what was decided by hand; keys at last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from duckdb import DuckDBPyConnection

from reelhouse.titles.anchors import Anchor, IdRow, find_anchors
from reelhouse.titles.blocking import define_name_macros
from reelhouse.titles.by_name import Namesakes, NameSearch
from reelhouse.titles.keys import Published, Title, assign_keys, imdb_number
from reelhouse.titles.matching import MatchSettings
from reelhouse.titles.membership import (
    Candidate,
    Members,
    Membership,
    NamedRecord,
    by_ids,
    group_by_name,
    seasons_together,
    titles_by_key,
)
from reelhouse.titles.names import parse_name, season_number
from reelhouse.titles.overrides import Decision
from reelhouse.titles.records import Id, Record, RecordId, record_order
from reelhouse.titles.rulings import (
    FindTitle,
    Rulings,
    read_rulings,
    reject_by_hand,
    settle_by_hand,
    title_finder,
)
from reelhouse.titles.searching import Askers

# a title of IMDb has one id in these spaces; of anime it has one for each season
_ONE_EACH = ("tmdb_movie", "tmdb_tv")


@dataclass(frozen=True, slots=True)
class Review:
    """A record that somebody should look at.

    Attributes:
        record: which.
        reason: `uncertain`: its name may be of several titles, or of none; `conflict`: sources
            lead to different titles.
        candidates: the titles, most likely first.
    """

    record: RecordId
    reason: Literal["uncertain", "conflict"]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Every record's title.

    Attributes:
        members: title of each record that has one; records under review have none.
        keys: key of each title.
        reviews: what somebody should look at.
        seasons: season of each record that is of one.
        adopted: keys that titles of IMDb took over, by IMDb id.
        changes: keys that became others.
    """

    members: Members
    keys: Mapping[Id, int]
    reviews: Sequence[Review]
    seasons: Mapping[RecordId, int]
    adopted: Mapping[str, int]
    changes: Mapping[int, int]

    def keyed(self, candidates: Iterable[Candidate]) -> list[tuple[Candidate, int]]:
        """Candidates with their keys, those left out that have become part of another title."""
        keyed = ((candidate, self._key_of(candidate.title)) for candidate in candidates)
        return [(candidate, key) for candidate, key in keyed if key is not None]

    def _key_of(self, title: Id) -> int | None:
        """The key of a title, which may be one of IMDb's that no other source knows."""
        if title.space == "imdb" and title not in self.keys:
            return self.adopted.get(title.text, imdb_number(title.text))
        return self.keys.get(title)


def resolve(
    connection: DuckDBPyConnection,
    records: Sequence[Record],
    decisions: Iterable[Decision],
    published: Published,
    settings: MatchSettings,
) -> Resolution:
    """Find the title of every record, and give titles their keys.

    Args:
        connection: with `title_record` and what `search_imdb` takes.
        records: all rows of `title_record`.
        decisions: taken by hand.
        published: what the build before said.
        settings: what is accepted and what is reviewed.
    """
    anchors = find_anchors(IdRow(r.id, r.ids) for r in records)
    titled = {r.id: r for r in records if not r.is_crosswalk}
    rulings = read_rulings(decisions, {record: r.name for record, r in titled.items()})
    members = by_ids({record: anchors[record] for record in titled if record in anchors})
    find = _finder(members, published)
    reject_by_hand(members, rulings, find)
    excluded = _excluded(records, anchors, members, rulings, find)
    titles = {record: member.title for record, member in members.items()}
    named = _named(connection, [r for r in titled.values() if r.id not in members])
    namesakes = NameSearch(connection, titles, excluded, settings).run(
        titled, _askers(named, excluded, rulings)
    )
    for record, member in members.items():
        members[record] = namesakes.moved.get(member.title, member)
    members |= namesakes.members
    members |= _as_published(namesakes, members, published)
    members |= group_by_name(
        n
        for n in named
        if n.record not in members
        and (n.record not in namesakes.uncertain or n.record in published.keys)
    )
    settle_by_hand(members, rulings, _finder(members, published))
    return _with_keys(
        members,
        reviews=[*_conflicts(anchors, titled, rulings), *_uncertain(namesakes, rulings)],
        seasons=_seasons(records, named) | namesakes.seasons,
        published=published,
    )


def _finder(members: Members, published: Published) -> FindTitle:
    titles = titles_by_key(members, published.keys)
    return title_finder(titles, published.adopted, published.changes)


def _as_published(namesakes: Namesakes, members: Members, published: Published) -> Members:
    """Records that became uncertain, under the title that they were published under.

    What was published stays until something speaks clearly for another title; a record that was
    a title of its own stays one.
    """
    find = _finder(members, published)
    kept: Members = {}
    for record, candidates in namesakes.uncertain.items():
        if record in published.keys and record not in members:
            title = find(str(published.keys[record]))
            for candidate in candidates:
                if candidate.title == title:
                    kept[record] = Membership(title, "match", candidate.confidence)
    return kept


def _excluded(
    records: Iterable[Record],
    anchors: Mapping[RecordId, Anchor],
    members: Members,
    rulings: Rulings,
    find: FindTitle,
) -> dict[RecordId, set[Id]]:
    """Titles that records cannot be of, whatever they are called.

    These are titles that somebody rejected, and titles of IMDb that have another id in a space
    where a title has one only.
    """
    excluded: dict[RecordId, set[Id]] = defaultdict(set)
    for record, texts in rulings.rejected.items():
        excluded[record] |= {title for text in texts if (title := find(text)) is not None}
    taken: dict[str, set[Id]] = defaultdict(set)
    for r in records:
        if r.id in anchors:
            for own in r.ids:
                if own.space in _ONE_EACH:
                    taken[own.space].add(anchors[r.id].title)
    for record, member in members.items():
        if member.title.space in _ONE_EACH:
            excluded[record] |= taken[member.title.space] - {member.title}
    return excluded


def _askers(
    named: Iterable[NamedRecord], excluded: Mapping[RecordId, set[Id]], rulings: Rulings
) -> list[Askers]:
    """Who looks for a title together; whoever somebody has decided about asks for itself."""
    open_records = [n for n in named if n.record not in rulings.settled]
    alone = [(n.record,) for n in open_records if n.record in excluded]
    return [*seasons_together(n for n in open_records if n.record not in excluded), *alone]


def _named(connection: DuckDBPyConnection, records: Sequence[Record]) -> list[NamedRecord]:
    """Records that only their names tell apart; the name of a season is that of its series.

    What bears neither a name nor an id of use is called by its own id, which no title is.
    """
    define_name_macros(connection)
    bases = [_without_season(record) for record in records]
    keys = connection.execute(
        "select name_key(base) from (select unnest($1) as base, unnest(range($2)) as place) "
        "order by place",
        [bases, len(bases)],
    ).fetchall()
    return [
        NamedRecord(
            record.id,
            record.name or str(record.id),
            key,
            record.kind,
            record.year,
            season_number(record.name or "") if base != record.name else None,
        )
        for record, base, (key,) in zip(records, bases, keys, strict=True)
    ]


def _without_season(record: Record) -> str:
    name = record.name or str(record.id)
    if record.kind != "series":
        return name
    spellings = parse_name(name, is_film=False).spellings
    return next((s.text for s in spellings if s.way == "without season"), name)


def _seasons(records: Iterable[Record], named: Iterable[NamedRecord]) -> dict[RecordId, int]:
    """The season of each record: what it says itself, its name, or a crosswalk of its anime."""
    of_anime: dict[Id, int] = {}
    for r in sorted(records, key=lambda r: r.id):
        if r.season_number is not None:
            for own in r.ids:
                if own.space in ("mal", "anilist"):
                    of_anime.setdefault(own, r.season_number)
    found = {n.record: n.season_number for n in named if n.season_number is not None}
    for r in records:
        season = r.season_number
        if season is None and r.id.kind == "anime":
            season = next((of_anime[own] for own in r.ids if own in of_anime), None)
        if season is not None:
            found[r.id] = season
    return found


def _conflicts(
    anchors: Mapping[RecordId, Anchor], titled: Mapping[RecordId, Record], rulings: Rulings
) -> list[Review]:
    """Records whose ids lead to several titles, unless somebody has decided."""
    return [
        Review(
            record,
            "conflict",
            tuple(Candidate(title, None, None, None, share) for title, share in anchor.shares),
        )
        for record, anchor in anchors.items()
        if record in titled and len(anchor.shares) > 1 and record not in rulings.settled
    ]


def _uncertain(namesakes: Namesakes, rulings: Rulings) -> list[Review]:
    return [
        Review(record, "uncertain", candidates)
        for record, candidates in namesakes.uncertain.items()
        if record not in rulings.settled
    ]


def _with_keys(
    members: Members,
    reviews: Sequence[Review],
    seasons: Mapping[RecordId, int],
    published: Published,
) -> Resolution:
    """Put records together by title, and give each title and candidate its key."""
    records_of: dict[Id, list[RecordId]] = defaultdict(list)
    for record in sorted(members, key=record_order):
        records_of[members[record].title].append(record)
    titles = sorted(records_of)
    keys = assign_keys(
        [
            Title(
                title.text if title.space == "imdb" else None,
                tuple(records_of[title]),
                frozenset(r for r in records_of[title] if members[r].method == "manual"),
            )
            for title in titles
        ],
        published,
    )
    return Resolution(
        members,
        dict(zip(titles, keys.keys, strict=True)),
        reviews,
        seasons,
        keys.adopted,
        keys.changes,
    )

"""The key of every title, which stays the same whatever source arrives next.

A title that IMDb knows has the number in its IMDb id as its key. Any other gets a key out of a
range of its own, made from the id of the record that it is best known by. What was published once
decides over both: a title keeps the key that its records had. When IMDb's id of such a title
becomes known and had not been published, it takes over the key that was; where both had been
published, IMDb's key stays and the other is written down as changed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reelhouse.titles.records import RecordId, record_order

LOWEST_MINTED = 1 << 42  # above every number IMDb will ever give
HIGHEST_MINTED = (1 << 52) - 1  # whole numbers up to 2^53 survive in JSON and spreadsheets


@dataclass(frozen=True, slots=True)
class Title:
    """A title and the records that were found to be of it.

    Attributes:
        title_id_imdb: its id at IMDb; None where nobody knows one.
        records: records of it; at least one where there is no IMDb id.
        moved: those of the records that were put here by hand: they bring no key along that
            another title has a claim to.
    """

    title_id_imdb: str | None
    records: tuple[RecordId, ...]
    moved: frozenset[RecordId] = frozenset()


@dataclass(frozen=True, slots=True)
class Published:
    """What the build before this one said.

    Attributes:
        keys: key of each record's title.
        adopted: keys that titles of IMDb took over, by IMDb id.
        known_imdb_ids: gives those of some IMDb ids that published titles have.
        changes: keys that became others, old → new.
    """

    keys: Mapping[RecordId, int] = field(default_factory=dict)
    adopted: Mapping[str, int] = field(default_factory=dict)
    known_imdb_ids: Callable[[Iterable[str]], Collection[str]] = frozenset[str]().intersection
    changes: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of titles.

    Attributes:
        keys: one for each title, in their order.
        adopted: all keys that titles of IMDb have taken over, by IMDb id, earlier ones included.
        changes: all keys that became others, old → new, earlier ones included.
    """

    keys: tuple[int, ...]
    adopted: Mapping[str, int]
    changes: Mapping[int, int]


def imdb_number(title_id_imdb: str) -> int:
    """The number in an IMDb id: `tt0000001` gives 1."""
    return int(title_id_imdb.removeprefix("tt"))


def imdb_id(number: int) -> str:
    """The IMDb id of a number: 1 gives `tt0000001`."""
    return f"tt{number:07}"


def is_minted(key: int) -> bool:
    """Whether a key was made here, and is not the number of an IMDb id."""
    return key >= LOWEST_MINTED


def mint(record: RecordId, taken: Collection[int]) -> int:
    """Make a key from the id of a record.

    Args:
        record: the record that the title is best known by.
        taken: keys that other titles have.

    Returns:
        A key from `LOWEST_MINTED` to `HIGHEST_MINTED`, the same for the same arguments.
    """
    salt = 0
    while True:
        text = f"{record}#{salt}" if salt else str(record)
        digest = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        key = LOWEST_MINTED + digest % (HIGHEST_MINTED - LOWEST_MINTED + 1)
        if key not in taken:
            return key
        salt += 1


def assign_keys(titles: Sequence[Title], published: Published) -> Keys:
    """Give every title its key.

    Args:
        titles: all titles with a record, each IMDb id at most once.
        published: what the build before said.
    """
    owned = _keys_owned(titles, published)
    adopted = dict(published.adopted)
    changes = dict(published.changes)
    heirs = {
        title.title_id_imdb: owned[place][0]
        for place, title in enumerate(titles)
        if title.title_id_imdb and title.title_id_imdb not in adopted and owned[place]
    }
    known = published.known_imdb_ids(heirs)
    adopted |= {title: key for title, key in heirs.items() if title not in known}
    keys: dict[int, int] = {}
    unknown: list[tuple[RecordId, int]] = []
    for place, title in enumerate(titles):
        found = _key_and_others(title, owned[place], adopted)
        if found:
            keys[place], *others = found
            changes |= dict.fromkeys(others, keys[place])
        else:
            unknown.append((min(title.records, key=record_order), place))
    taken = set(keys.values()) | set(adopted.values())
    for record, place in sorted(unknown, key=lambda entry: record_order(entry[0])):
        keys[place] = mint(record, taken)
        taken.add(keys[place])
    given = tuple(keys[place] for place in range(len(titles)))
    return Keys(given, adopted, _shortened(changes, live=set(given)))


def _key_and_others(title: Title, owned: list[int], adopted: Mapping[str, int]) -> list[int]:
    """A title's key, and the published keys that become it; nothing where it needs a new one."""
    if title.title_id_imdb is None:
        return owned
    key = adopted.get(title.title_id_imdb, imdb_number(title.title_id_imdb))
    return [key, *(other for other in owned if other != key)]


def _keys_owned(titles: Sequence[Title], published: Published) -> list[list[int]]:
    """The published keys that each title has the best claim to, best claim first."""
    claims: dict[int, dict[int, list[RecordId]]] = defaultdict(lambda: defaultdict(list))
    for place, title in enumerate(titles):
        for record in title.records:
            key = published.keys.get(record)
            if key is not None and is_minted(key):
                claims[key][place].append(record)
    places_of = {title.title_id_imdb: place for place, title in enumerate(titles)}
    adopters = {key: places_of.get(imdb) for imdb, key in published.adopted.items()}
    owned: list[list[tuple[Claim, int]]] = [[] for _ in titles]
    for key, places in claims.items():
        strengths = {
            place: _claim(key, records, titles[place]) for place, records in places.items()
        }
        owner = adopters[key] if key in adopters else min(strengths, key=strengths.__getitem__)
        if owner is not None:
            claim = strengths.get(owner, min(strengths.values()))
            owned[owner].append((claim, key))
    return [[key for _, key in sorted(found)] for found in owned]


Claim = tuple[bool, bool, int, tuple[int, RecordId]]


def _claim(key: int, records: Sequence[RecordId], title: Title) -> Claim:
    """How good a title's claim to a published key is, the smaller the better.

    Records that came by hand count last. A key belongs with the record that it was made from, then
    with most of the records that it stood for, then with the one that identifies best.
    """
    return (
        title.moved.issuperset(records),
        all(mint(record, ()) != key for record in records),
        -len(records),
        min(record_order(record) for record in records),
    )


def _shortened(changes: Mapping[int, int], live: Collection[int]) -> dict[int, int]:
    """Changes without detours; a key that a title has again has not changed."""
    short: dict[int, int] = {}
    for old in sorted(changes):
        if old in live:
            continue
        new, seen = changes[old], {old}
        while new in changes and new not in live and new not in seen:
            seen.add(new)
            new = changes[new]
        short[old] = new
    return short

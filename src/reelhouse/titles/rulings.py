"""What the decisions taken by hand mean for the records that there are now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from reelhouse.titles.keys import LOWEST_MINTED, imdb_id
from reelhouse.titles.membership import RECORD_SPACE, Members, Membership
from reelhouse.titles.overrides import Decision, parse_record
from reelhouse.titles.records import NUMBERED_ANEW, Id, RecordId

FindTitle = Callable[[str], Id | None]


@dataclass(frozen=True, slots=True)
class Rulings:
    """The decisions that hold.

    Attributes:
        accepted: title of each record that somebody named, as the decision writes it.
        split: records that are titles of their own.
        unknown: records that are of no title known by an id.
        rejected: titles that a record is not of, as the decisions write them.
        merged: pairs of titles that are one, as the decisions write them.
    """

    accepted: dict[RecordId, str] = field(default_factory=dict)
    split: set[RecordId] = field(default_factory=set)
    unknown: set[RecordId] = field(default_factory=set)
    rejected: dict[RecordId, set[str]] = field(default_factory=dict)
    merged: list[tuple[str, str]] = field(default_factory=list)

    @property
    def settled(self) -> set[RecordId]:
        """Records that no search has to be made for."""
        return self.accepted.keys() | self.split | self.unknown


def is_about(decision: Decision, names: Mapping[RecordId, str | None]) -> bool:
    """Whether the record that a decision is about is still there.

    Args:
        decision: any but a merge.
        names: what each record is called now.
    """
    record = parse_record(decision.record)
    if record not in names:
        return False
    return record.source not in NUMBERED_ANEW or decision.name in ("", names[record])


def read_rulings(decisions: Iterable[Decision], names: Mapping[RecordId, str | None]) -> Rulings:
    """Bring decisions down to what holds: the last word on each record counts.

    Args:
        decisions: in the order in which they were taken.
        names: what each record is called now; decisions about others are left out.
    """
    rulings = Rulings()
    for decision in decisions:
        if decision.decision == "merge":
            rulings.merged.append((decision.record, decision.title))
            continue
        if not is_about(decision, names):
            continue
        record = parse_record(decision.record)
        rulings.accepted.pop(record, None)
        rulings.split.discard(record)
        rulings.unknown.discard(record)
        if decision.decision == "accept":
            rulings.accepted[record] = decision.title
        elif decision.decision == "split":
            rulings.split.add(record)
        elif decision.title:
            rulings.rejected.setdefault(record, set()).add(decision.title)
        else:
            rulings.unknown.add(record)
    return rulings


def title_finder(
    titles: Mapping[int, Id], adopted: Mapping[str, int], changes: Mapping[int, int]
) -> FindTitle:
    """Look up titles as decisions write them.

    Args:
        titles: titles by their keys, where those were made here.
        adopted: keys that titles of IMDb took over, by IMDb id.
        changes: keys that became others.

    Returns:
        A function of an IMDb id, or a key as text, that gives the title, or None where no record
        of it is left.
    """
    known = {**titles, **{key: Id("imdb", imdb) for imdb, key in adopted.items()}}

    def find_key(key: int) -> Id | None:
        return Id("imdb", imdb_id(key)) if 0 < key < LOWEST_MINTED else known.get(key)

    def find(text: str) -> Id | None:
        if text.startswith("tt"):
            return Id("imdb", text)
        return find_key(int(text)) or find_key(changes.get(int(text), 0))

    return find


def reject_by_hand(members: Members, rulings: Rulings, find: FindTitle) -> None:
    """Take records off the titles that their ids lead to, where somebody rejected those."""
    for record, titles in rulings.rejected.items():
        if record in members and members[record].title in {find(text) for text in titles}:
            members[record] = _alone(record)
    for record in rulings.unknown & members.keys():
        members[record] = _alone(record)


def settle_by_hand(members: Members, rulings: Rulings, find: FindTitle) -> None:
    """Put records where somebody put them, and make one of titles that somebody merged.

    Two titles of IMDb stay two: the decision has no effect.
    """
    for record in rulings.split:
        members[record] = _alone(record)
    for record, text in rulings.accepted.items():
        title = find(text)
        if title is not None:
            members[record] = Membership(title, "manual", 1.0)
    for gone_text, kept_text in rulings.merged:
        gone, kept = find(gone_text), find(kept_text)
        if gone is None or kept is None or gone.space == kept.space == "imdb":
            continue
        if gone.space == "imdb":
            gone, kept = kept, gone
        for record, member in members.items():
            if member.title == gone:
                members[record] = replace(member, title=kept, method="manual", confidence=1.0)


def _alone(record: RecordId) -> Membership:
    return Membership(Id(RECORD_SPACE, str(record)), "manual", 1.0)

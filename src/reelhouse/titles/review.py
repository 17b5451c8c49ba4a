"""What a person sees and decides: records under review, the records of a title, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from reelhouse.errors import UsageError
from reelhouse.gold import Build, query
from reelhouse.lake import Lake
from reelhouse.sqltext import literal
from reelhouse.titles.keys import imdb_id, imdb_number, is_minted
from reelhouse.titles.overrides import (
    Action,
    Decision,
    parse_record,
    parse_title,
    read_overrides,
    write_overrides,
)
from reelhouse.titles.records import RecordId
from reelhouse.titles.rulings import is_about


@dataclass(frozen=True, slots=True)
class Undecided:
    """A record that somebody should look at.

    Attributes:
        record: `source/kind/id`.
        name: what the source calls it; None where it gives ids only.
        reason: `uncertain` or `conflict`.
        candidates: titles that it may be of, likeliest first, each with `title_key`, `name`,
            `year`, `title_type` and `confidence`.
    """

    record: str
    name: str | None
    reason: str
    candidates: tuple[dict[str, Any], ...]


def undecided(build: Build, source: str | None = None, limit: int | None = None) -> list[Undecided]:
    """Records under review, those whose best title is likeliest first.

    Args:
        build: the published build.
        source: of the records; all by default.
        limit: records at most.
    """
    chosen = f"where source = {literal(source)}" if source else ""
    _, rows = query(
        build,
        f"""
        select
            source, record_kind, record_id, record_name, reason, candidate_title_key,
            candidate_name, candidate_year, candidate_type, confidence
        from title_review {chosen}
        order by
            max(confidence) over (partition by source, record_kind, record_id, reason) desc,
            source, record_kind, record_id, reason, candidate_rank
        """,
    )
    found: dict[tuple[str, str], Undecided] = {}
    for *record, name, reason, key, title, year, title_type, confidence in rows:
        text = str(RecordId(*record))
        before = found.get((text, reason), Undecided(text, name, reason, ()))
        candidate = {
            "title_key": key,
            "name": title,
            "year": year,
            "title_type": title_type,
            "confidence": confidence,
        }
        found[text, reason] = replace(before, candidates=(*before.candidates, candidate))
    return list(found.values())[:limit]


def records_of(build: Build, title: str) -> tuple[int, list[dict[str, Any]]]:
    """All records of a title, those of the surest methods first.

    Args:
        build: the published build.
        title: its key or IMDb id.

    Returns:
        The title's key and its records, as the bridge has them.

    Raises:
        UsageError: there is no such title.
    """
    key = find_key(build, title)
    columns, rows = query(
        build,
        f"""
        select source, record_kind, record_id, record_name, season_number, method, confidence
        from bridge_title_source
        where title_key = {key}
        order by confidence desc, source, record_kind, season_number, record_id
        """,
    )
    return key, [dict(zip(columns, row, strict=True)) for row in rows]


def find_key(build: Build, title: str) -> int:
    """The key of a published title.

    Args:
        build: the published build.
        title: its key, an earlier one included, or its IMDb id.

    Raises:
        UsageError: there is no such title.
    """
    text = parse_title(title)
    key = imdb_number(text) if text.startswith("tt") else int(text)
    _, rows = query(
        build,
        f"""
        select title_key
        from bridge_title_source
        where source = 'imdb' and record_id = {literal(imdb_id(key))}
        union all
        select title_key from title_key_change where old_title_key = {key}
        union all
        select title_key from dim_title where title_key = {key} and is_current
        """,
    )
    if not rows:
        raise UsageError(
            f"there is no title '{title}' in the published build",
            advice='`reelhouse sql "select title_key, primary_title from dim_title '
            "where primary_title = '…'\"` finds titles by name.",
        )
    return int(rows[0][0])


def decide(
    lake: Lake,
    build: Build,
    path: Path,
    action: Action,
    subject: str,
    title: str | None,
    *,
    note: str,
    today: date,
) -> Decision:
    """Write down a decision, for the next build to obey.

    Args:
        lake: whose decisions they are.
        build: the published build, which has to know the record and the titles.
        path: the file of decisions.
        action: what is decided.
        subject: the record; of a merge, the title that goes.
        title: the title that is meant, if any.
        note: why.
        today: the day of the decision.

    Raises:
        UsageError: there is no such record or title, or two titles of IMDb would become one.
        ReelhouseError: another process writes decisions.
    """
    named = _name_of_title(build, title) if title else ""
    if action == "merge":
        subject, name = _name_of_title(build, subject), ""
        if subject == named:
            raise UsageError("a title cannot be merged with itself", where=subject)
        if subject.startswith("tt") and named.startswith("tt"):
            raise UsageError(
                "two titles of IMDb stay two",
                where=f"{subject}, {named}",
                advice="Put the records that are of the other title there with "
                "`reelhouse titles accept`.",
            )
    else:
        name = _name_of_record(build, subject)
    decision = Decision(today.isoformat(), action, subject, named, name, note)
    with lake.exclusive("titles"):
        write_overrides(path, [*read_overrides(path), decision])
    return decision


def undo(lake: Lake, path: Path, number: int) -> Decision:
    """Take a decision back.

    Args:
        lake: whose decisions they are.
        path: the file of decisions.
        number: of the decision, from 1, as `standing` numbers them.

    Returns:
        What was decided.

    Raises:
        UsageError: there is no such decision.
        ReelhouseError: another process writes decisions.
    """
    with lake.exclusive("titles"):
        decisions = read_overrides(path)
        if not 1 <= number <= len(decisions):
            raise UsageError(
                f"there is no decision {number}",
                where=str(path),
                advice="`reelhouse titles list` numbers them.",
            )
        gone = decisions.pop(number - 1)
        write_overrides(path, decisions)
    return gone


def standing(build: Build, decisions: Sequence[Decision]) -> list[bool]:
    """Whether what each decision is about is still there, of the same name.

    Args:
        build: the published build.
        decisions: in the order of their file.
    """
    _, rows = query(build, "select source, record_kind, record_id, name from title_record")
    names = {RecordId(*record): name for *record, name in rows}
    return [_stands(build, decision, names) for decision in decisions]


def _stands(build: Build, decision: Decision, names: dict[RecordId, str | None]) -> bool:
    titles = [decision.title] if decision.title else []
    if decision.decision == "merge":
        titles.append(decision.record)
    elif not is_about(decision, names):
        return False
    try:
        for title in titles:
            find_key(build, title)
    except UsageError:
        return False
    return True


def _name_of_title(build: Build, title: str) -> str:
    """How a decision writes a title: its IMDb id where it has one, else its key."""
    key = find_key(build, title)
    if not is_minted(key):
        return imdb_id(key)
    _, rows = query(
        build,
        f"select record_id from bridge_title_source where source = 'imdb' and title_key = {key}",
    )
    return str(rows[0][0]) if rows else str(key)


def _name_of_record(build: Build, text: str) -> str:
    record = parse_record(text)
    _, rows = query(
        build,
        "select name from title_record where source = {} and record_kind = {} "
        "and record_id = {}".format(*map(literal, record)),
    )
    if not rows:
        raise UsageError(
            f"there is no record '{text}' in the published build",
            advice="`reelhouse titles review` shows records under review, "
            "`reelhouse titles show TITLE` those of a title.",
        )
    return rows[0][0] or ""

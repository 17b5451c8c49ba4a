"""Decisions taken by hand about titles: a file of the user's, one decision a line.

    decided_on,decision,record,title,name,note
    2026-03-01,accept,netflix/name/tv:1899,tt9319668,1899,
    2026-03-01,reject,catalogues/title/hulu:s12,,Gaia,another film of that name
    2026-03-02,split,tmdb/movie/603,,The Matrix,
    2026-03-02,merge,4410523001234,tt0133093,,the same film twice

A later decision about the same record takes the place of an earlier one, except that rejected
titles add up. Taking a line out undoes it with the next build.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from reelhouse.errors import UsageError
from reelhouse.lake import Lake
from reelhouse.settings import Settings
from reelhouse.storage import write_text
from reelhouse.titles.keys import imdb_id, is_minted
from reelhouse.titles.records import RecordId

FILE = "title_overrides.csv"

Action = Literal["accept", "reject", "split", "merge"]

_ACTIONS: dict[str, Action] = {action: action for action in get_args(Action)}
_IMDB_ID = re.compile(r"tt\d{7,}")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision.

    Attributes:
        decided_on: day, ISO 8601.
        decision: `accept`: the record is of the title; `reject`: it is not, or of no title known
            where none is given; `split`: the record is a title of its own; `merge`: the title that
            stands for the record is the other title.
        record: `source/kind/id`; of a merge, the title that goes.
        title: key of the title or its IMDb id; empty where none is meant.
        name: what the record was called when this was decided.
        note: why.
    """

    decided_on: str
    decision: Action
    record: str
    title: str
    name: str = ""
    note: str = ""


_COLUMNS = [field.name for field in fields(Decision)]


def overrides_path(lake: Lake, settings: Settings) -> Path:
    """Where the decisions of a lake lie."""
    return settings.titles.overrides or lake.root / FILE


def checksum(lake: Lake, settings: Settings) -> str:
    """Checksum of all by which somebody steers how titles are found, hex."""
    path = overrides_path(lake, settings)
    decisions = path.read_bytes() if path.is_file() else b""
    chosen = settings.titles.model_dump_json().encode()
    return hashlib.sha256(chosen + b"\n" + decisions).hexdigest()


def read_overrides(path: Path) -> list[Decision]:
    """Read the decisions.

    Args:
        path: the file; none there means no decisions.

    Raises:
        UsageError: a line is not a decision; it says which.
    """
    if not path.is_file():
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("the file is not UTF-8", where=str(path)) from error
    reader = csv.reader(io.StringIO(text))
    header = next(reader, _COLUMNS)
    if header != _COLUMNS:
        raise UsageError(
            f"the columns are {', '.join(header)}",
            where=f"{path}:1",
            advice=f"They must be {','.join(_COLUMNS)}",
        )
    return [_decision(row, f"{path}:{reader.line_num}") for row in reader if any(row)]


def write_overrides(path: Path, decisions: Sequence[Decision]) -> None:
    """Write all decisions; a reader sees the old file or the new one."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(astuple(decision) for decision in decisions)
    write_text(path, text.getvalue())


def parse_record(text: str, where: str = "") -> RecordId:
    """Read `source/kind/id`; the id itself may have slashes.

    Raises:
        UsageError: the text is no record.
    """
    parts = text.split("/", 2)
    if len(parts) != len(RecordId._fields) or not all(parts):
        raise UsageError(
            f"'{text}' is no record",
            where=where,
            advice="A record is source/kind/id, such as netflix/name/tv:1899; "
            "`reelhouse titles review` shows them.",
        )
    return RecordId(*parts)


def parse_title(text: str, where: str = "") -> str:
    """Read the name of a title: its key, or its IMDb id.

    Returns:
        The IMDb id, where the key is the number of one; else the key as text.

    Raises:
        UsageError: the text is neither.
    """
    if _IMDB_ID.fullmatch(text):
        return text
    if text.isascii() and text.isdigit() and int(text) > 0:
        return text if is_minted(int(text)) else imdb_id(int(text))
    raise UsageError(
        f"'{text}' is no title",
        where=where,
        advice="A title is its title_key, or its IMDb id such as tt0133093.",
    )


def _decision(row: list[str], where: str) -> Decision:
    """Check one line."""
    if len(row) != len(_COLUMNS):
        raise UsageError(f"{len(row)} values, {len(_COLUMNS)} expected", where=where)
    day, action, record, title, name, note = (value.strip() for value in row)
    try:
        date.fromisoformat(day)
    except ValueError:
        raise UsageError(f"'{day}' is no day such as 2026-03-01", where=where) from None
    if action not in _ACTIONS:
        known = ", ".join(_ACTIONS)
        raise UsageError(f"'{action}' is no decision", where=where, advice=f"There are: {known}.")
    if action == "merge":
        record = parse_title(record, where)
    else:
        parse_record(record, where)
    if title:
        title = parse_title(title, where)
    elif action in ("accept", "merge"):
        raise UsageError(f"'{action}' needs a title", where=where)
    return Decision(day, _ACTIONS[action], record, title, name, note)

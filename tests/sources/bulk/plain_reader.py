"""A second opinion on IMDb's files, in plain Python and as slow as it likes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

TITLE = re.compile(rb"tt([0-9]{7}|[1-9][0-9]{7,9})")
PERSON = re.compile(rb"nm([0-9]{7}|[1-9][0-9]{7,9})")
COUNT = re.compile(rb"[0-9]{1,8}")
POSITIVE = re.compile(rb"(?!0+$)[0-9]{1,8}")
YEAR = re.compile(rb"[0-9]{1,4}")
FLAG = re.compile(rb"[01]")
SCORE = re.compile(rb"[1-9]\.[0-9]|10\.0")
NULL = b"\\N"


def matching(pattern: re.Pattern[bytes], *, null: bool = False) -> Callable[[bytes], bool]:
    return lambda cell: (null and cell == NULL) or pattern.fullmatch(cell) is not None


def ids(pattern: re.Pattern[bytes]) -> Callable[[bytes], bool]:
    return lambda cell: cell == NULL or all(map(pattern.fullmatch, cell.split(b",")))


def texts(cell: bytes) -> bool:
    if cell == NULL:
        return True
    try:
        found = json.loads(cell)
    except ValueError:
        return False
    return isinstance(found, list) and all(isinstance(text, str) for text in found)


def present(cell: bytes) -> bool:
    return cell != NULL


def anything(cell: bytes) -> bool:
    return True


RULES: dict[str, dict[str, Callable[[bytes], bool]]] = {
    "title.basics": {
        "tconst": matching(TITLE),
        "titleType": present,
        "primaryTitle": present,
        "originalTitle": anything,
        "isAdult": matching(FLAG),
        "startYear": matching(YEAR, null=True),
        "endYear": matching(YEAR, null=True),
        "runtimeMinutes": matching(COUNT, null=True),
        "genres": anything,
    },
    "title.akas": {
        "titleId": matching(TITLE),
        "ordering": matching(COUNT),
        "title": present,
        "region": anything,
        "language": anything,
        "types": anything,
        "attributes": anything,
        "isOriginalTitle": matching(FLAG, null=True),
    },
    "title.crew": {"tconst": matching(TITLE), "directors": ids(PERSON), "writers": ids(PERSON)},
    "title.episode": {
        "tconst": matching(TITLE),
        "parentTconst": matching(TITLE),
        "seasonNumber": matching(COUNT, null=True),
        "episodeNumber": matching(COUNT, null=True),
    },
    "title.principals": {
        "tconst": matching(TITLE),
        "ordering": matching(COUNT),
        "nconst": matching(PERSON),
        "category": present,
        "job": anything,
        "characters": texts,
    },
    "title.ratings": {
        "tconst": matching(TITLE),
        "averageRating": matching(SCORE),
        "numVotes": matching(POSITIVE),
    },
    "name.basics": {
        "nconst": matching(PERSON),
        "primaryName": present,
        "birthYear": matching(YEAR, null=True),
        "deathYear": matching(YEAR, null=True),
        "primaryProfession": anything,
        "knownForTitles": ids(TITLE),
    },
}


def header(resource: str) -> bytes:
    return "\t".join(RULES[resource]).encode()


def keeps_rules(resource: str, row: bytes) -> bool:
    try:
        row.decode()
    except UnicodeDecodeError:
        return False
    cells = row.split(b"\t")
    rules = RULES[resource].values()
    return (
        len(row) <= 1 << 20
        and not {0, 13} & set(row)
        and len(cells) == len(rules)
        and all(rule(cell or NULL) for cell, rule in zip(cells, rules, strict=True))
    )


def key(resource: str, row: bytes) -> tuple[bytes, int]:
    cells = row.split(b"\t")
    return cells[0], int(cells[1]) if list(RULES[resource])[1] == "ordering" else 0


def rejected_lines(resource: str, files: Iterable[list[bytes]]) -> list[list[int]]:
    """Line numbers, for each file of a delivery, of the rows that must not be accepted."""
    seen: set[tuple[bytes, int]] = set()
    rejected = []
    for rows in files:
        lines = []
        for line, row in enumerate(rows, start=2):
            if not keeps_rules(resource, row) or key(resource, row) in seen:
                lines.append(line)
            else:
                seen.add(key(resource, row))
        rejected.append(lines)
    return rejected

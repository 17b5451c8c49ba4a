"""What a source's name of a title says: other ways to write it, its year, its season.

Only the shape of a name is read here. Case, accents, punctuation and spaces are levelled where
names are compared, by the SQL of `reelhouse.titles.blocking`, which serves both sides alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reelhouse.titles.numerals import (
    NUMBER,
    ORDINAL,
    number_of,
    with_digits,
    with_romans,
    with_words,
)

WAYS = (
    "as written",
    "other name",
    "numerals",
    "without season",
    "without brackets",
    "in brackets",
    "without owner",
    "without part",
    "without subtitle",
)
"""How a spelling was made from what the source wrote, the most trustworthy first."""

_ARTICLES = (
    "the|a|an|le|la|les|l'|un|une|el|los|las|il|lo|gli|i|der|die|das|ein|eine|het|een|den|det|o|os"
)
_ARTICLE_BEHIND = re.compile(rf"^(?P<rest>.+),\s+(?P<article>{_ARTICLES})$", re.IGNORECASE)
_YEAR = re.compile(r"\s*[(\[](?P<year>(?:18|19|20)\d\d)(?:\s*[-–]\s*(?:\d{4})?)?[)\]]\s*$")
_BRACKET = re.compile(r"\s*[(\[](?P<inside>[^()\[\]]*)[)\]]\s*")
_ALSO_KNOWN_AS = re.compile(r"^(?:a\.?k\.?a\.?|also known as)\s+", re.IGNORECASE)
_SEASON_WORD = (
    "season|series|saison|temporada|staffel|stagione|säsong|sæson|sesong|seizoen|sezon|сезон"
    "|시즌|シーズン"
)
_PART_WORD = "part|parts|pt|volume|vol|chapter|book|collection|cour|partie|parte|teil|tome"
_LEAD = r"^(?P<rest>.*?\S)[\s:,–-]*"
_TAIL = rf"(?:[\s:,–-]+(?:{_PART_WORD})\.?\s*{NUMBER})?\s*$"
_SEASONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_LEAD}[\s:,–-](?:{_SEASON_WORD})\s*(?P<number>{NUMBER}){_TAIL}",
        rf"{_LEAD}\s(?P<number>{ORDINAL})\s+(?:season|series){_TAIL}",
        rf"{_LEAD}\s*第(?P<number>\d+)期\s*$",
        rf"{_LEAD}[\s:,–-](?:(?:limited|mini|complete|the complete)[\s-]?series|miniseries)\s*$",
    )
)
_PARTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_LEAD}[\s:,–-](?:{_PART_WORD})\.?\s*(?P<number>{NUMBER})\s*$",
        rf"{_LEAD}\s(?P<number>\d{{1,2}}|{ORDINAL}|II|III|IV|VI|VII|VIII|IX)\s*$",
    )
)
_SUBTITLE = re.compile(r"\s*(?::\s|\s[-–]\s)")
_OWNER = re.compile(r"^(?:\w[\w.&-]*\s+){0,3}?\w[\w.&-]*(?:['’]s|s['’])\s+(?=\S)")  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write the name of a record.

    Attributes:
        text: the name.
        way: how it was made, one of `WAYS`.
    """

    text: str
    way: str


@dataclass(frozen=True, slots=True)
class ParsedName:
    """What a name says.

    Attributes:
        spellings: every way to write it, each text once, by the most trustworthy way.
        year: in brackets behind the name; None without.
        season_number: of a name such as "Name: Season 2"; None without.
    """

    spellings: tuple[Spelling, ...]
    year: int | None
    season_number: int | None


def parse_name(
    name: str,
    original_name: str | None = None,
    other_names: Iterable[str] = (),
    *,
    is_film: bool | None = None,
) -> ParsedName:
    """Take a source's name apart.

    Netflix's engagement report writes "Name // original name"; MovieLens "Name, The (a.k.a.
    Other) (1995)"; many write the season or part behind the name of a show.

    Args:
        name: as the source writes it; blank gives no spelling.
        original_name: in the original language.
        other_names: further names the source knows.
        is_film: a film's name has no season; None where that is not known.
    """
    first, *others = name.split("//")
    bare, year = without_year(_clean(first))
    names = [(bare, "as written")]
    names += [
        (without_year(_clean(other))[0], "other name")
        for other in [*others, original_name or "", *other_names]
    ]
    names = _with_more(names, _without_brackets)
    season = None
    if not is_film:
        season = season_number(name)
        names = _with_more(names, _without_season)
        names = _with_more(names, _without_part)
    names = _with_more(names, _without_owner)
    names = _with_more(names, _numerals)
    names = _with_more(names, _without_subtitle)
    best: dict[str, str] = {}
    for text, way in sorted(names, key=lambda pair: WAYS.index(pair[1])):
        if text:
            best.setdefault(text, way)
    return ParsedName(tuple(Spelling(text, way) for text, way in best.items()), year, season)


def season_number(name: str) -> int | None:
    """The season that a show's name ends in, such as 2 for "Name: Season 2" or "Name II".

    A limited series is its own first season and so has no number here.
    """
    bare, _ = without_year(_clean(name.partition("//")[0]))
    for pattern in (*_SEASONS, *_PARTS):
        match = pattern.match(bare)
        if match:
            found = match.groupdict().get("number")
            return number_of(found) if found else None
    return None


def without_year(name: str) -> tuple[str, int | None]:
    """A name without the year in brackets behind it, and that year."""
    match = _YEAR.search(name)
    if not match or not match.start():
        return name, None
    return name[: match.start()], int(match["year"])


def _clean(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def _with_more(
    names: list[tuple[str, str]], others: Callable[[str], Iterable[tuple[str, str]]]
) -> list[tuple[str, str]]:
    """Each name, and what a rule makes of it; of two ways the less trustworthy one counts."""
    more = [
        (_article_before(text), max(way, other_way, key=WAYS.index))
        for name, way in names
        for text, other_way in others(name)
    ]
    return list(dict.fromkeys([*((_article_before(name), way) for name, way in names), *more]))


def _article_before(name: str) -> str:
    match = _ARTICLE_BEHIND.match(name)
    return f"{match['article']} {match['rest']}" if match else name


def _without_brackets(name: str) -> Iterable[tuple[str, str]]:
    if not _BRACKET.search(name):
        return
    yield " ".join(_BRACKET.sub(" ", name).split()), "without brackets"
    for match in _BRACKET.finditer(name, 1):
        yield _ALSO_KNOWN_AS.sub("", match["inside"].strip()), "in brackets"


def _without_season(name: str) -> Iterable[tuple[str, str]]:
    return ((match["rest"], "without season") for p in _SEASONS if (match := p.match(name)))


def _without_part(name: str) -> Iterable[tuple[str, str]]:
    return ((match["rest"], "without part") for p in _PARTS if (match := p.match(name)))


def _without_owner(name: str) -> Iterable[tuple[str, str]]:
    match = _OWNER.match(name)
    if match:
        yield name[match.end() :], "without owner"


def _numerals(name: str) -> Iterable[tuple[str, str]]:
    forms = {with_digits(name), with_romans(name), with_words(name)} - {name}
    return ((form, "numerals") for form in sorted(forms))


def _without_subtitle(name: str) -> Iterable[tuple[str, str]]:
    for match in _SUBTITLE.finditer(name):
        if match.start():
            yield name[: match.start()], "without subtitle"

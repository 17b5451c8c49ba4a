"""How the sources write the names of a title, which is seldom the same way."""

import unicodedata
from dataclasses import dataclass

from reelhouse.simulator import words
from reelhouse.simulator.world.catalogue import ImdbTitle
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.vocabulary import SYLLABLES

_PARTICLES = ["no", "to", "ga", "wa", "ni"]
_NUMERIC = ["1742", "909", "37", "5150", "1066", "88"]
_TAGS = ["The Beginning", "Untold", "A Love Story", "The Movie", "Origins"]


@dataclass(frozen=True, slots=True)
class Names:
    """A title's name at each source.

    Attributes:
        imdb: primaryTitle.
        imdb_original: originalTitle.
        tmdb: title or name.
        tmdb_original: original_title or original_name.
        netflix: show_title of the Top 10 files; None where the title is not on Netflix.
        wikidata: English label.
        streaming: title at the Streaming Availability API.
        catalogue: title in catalogue CSV files.
        first_party: title in the team's own files.
        video: what trailers and posts call it.
        romaji: default title at MyAnimeList; None where it is no anime.
        english: MyAnimeList's English title; None where it has none.
        native: Japanese title; None where it is no anime.
        synonyms: other ways to write it.
        differences: by source, how its name was altered ("same" if it was not).
    """

    imdb: str
    imdb_original: str
    tmdb: str
    tmdb_original: str
    netflix: str | None
    wikidata: str
    streaming: str
    catalogue: str
    first_party: str
    video: str
    romaji: str | None
    english: str | None
    native: str | None
    synonyms: tuple[str, ...]
    differences: tuple[tuple[str, str], ...]


def alter(name: str, how: str, dice: Dice, year: int) -> str:
    """A name written in another way; unchanged where that way does not apply to it."""
    if how == "case":
        return name.upper() if dice.chance(0.4) else name.lower().capitalize()
    if how == "year":
        return f"{name} ({year})"
    if how == "and":
        return name.replace(" & ", " and ") if " & " in name else name.replace(" and ", " & ")
    if how == "accents":
        parts = unicodedata.normalize("NFKD", name)
        return "".join(part for part in parts if not unicodedata.combining(part))
    if how == "punctuation":
        plain = name.replace("'", "\u2019").replace(":", " -").replace('"', "")
        return plain if plain != name else f"{name}!"
    if how == "subtitle":
        return name.split(":")[0] if ":" in name else f"{name}: {dice.one(_TAGS)}"
    if how == "article" and not name.startswith(("A ", "What ")):
        return name[4:] if name.startswith("The ") else f"The {name}"
    return name


_WAYS = ("case", "year", "and", "accents", "punctuation", "subtitle", "article")
_SOURCES = ("tmdb", "netflix", "wikidata", "streaming", "catalogue", "first_party", "video")
_FAITHFUL = {
    "tmdb": 0.88, "netflix": 0.7, "wikidata": 0.85, "streaming": 0.85, "catalogue": 0.7,
    "first_party": 0.6, "video": 0.85,
}  # fmt: skip


def invent_names(title: ImdbTitle, seed: int, index: int, on_netflix: bool) -> Names:
    """The names of one title.

    Args:
        title: as IMDb has it.
        seed: of the universe.
        index: of the title in the world.
        on_netflix: whether it has a Netflix name.
    """
    dice = Dice(seed, "names", index)
    written: dict[str, str] = {}
    differences: list[tuple[str, str]] = []
    base = title.primary_title
    numeric = index % 125 == 60
    if numeric:
        base = _NUMERIC[index // 125 % len(_NUMERIC)]
    for source in _SOURCES:
        way = "same" if dice.chance(_FAITHFUL[source]) else dice.one(_WAYS)
        name = base if numeric else alter(base, way, dice, title.year)
        written[source] = name
        same = "other title" if numeric else way
        differences.append((source, "same" if name == title.primary_title else same))
    romaji = english = native = None
    if title.kind == "anime":
        romaji = _romaji(dice)
        is_japanese = any(0x3040 <= ord(letter) <= 0x9FFF for letter in title.original_title)
        native = title.original_title if is_japanese else _native(dice)
        english = base if dice.chance(0.8) else None
    return Names(
        imdb=title.primary_title,
        imdb_original=title.original_title,
        tmdb=written["tmdb"],
        tmdb_original=native or title.original_title,
        netflix=written["netflix"] if on_netflix else None,
        wikidata=written["wikidata"],
        streaming=written["streaming"],
        catalogue=written["catalogue"],
        first_party=written["first_party"],
        video=written["video"],
        romaji=romaji,
        english=english,
        native=native,
        synonyms=_synonyms(base, title, dice),
        differences=tuple(
            (source, way) for source, way in differences if on_netflix or source != "netflix"
        ),
    )


def _synonyms(base: str, title: ImdbTitle, dice: Dice) -> tuple[str, ...]:
    others = [alter(base, way, dice, title.year) for way in dice.some(_WAYS, 2)]
    return tuple(dict.fromkeys(name for name in others if name != base))


def _romaji(dice: Dice) -> str:
    def word() -> str:
        return "".join(dice.one(SYLLABLES) for _ in range(dice.whole(2, 4))).capitalize()

    shape = dice.whole(0, 3)
    if shape == 0:
        return word()
    if shape == 1:
        return f"{word()} {dice.one(_PARTICLES)} {word()}"
    if shape == 2:
        return f"{word()} {word()}"
    return f"{word()} {dice.one(_PARTICLES)} {word()}: {word()}-hen"


def _native(dice: Dice) -> str:
    return dice.one(words.JAPANESE_STARTS) + dice.one(words.JAPANESE_ENDS)


def season_name(way: int, base: str, number: int) -> str:
    """The name of a later season of an anime; the first bears the show's own.

    Args:
        way: which of five ways to write it.
        base: the show's name.
        number: of the season, from 1.
    """
    if number == 1:
        return base
    ordinal = {2: "2nd", 3: "3rd"}.get(number, f"{number}th")
    roman = {2: "II", 3: "III", 4: "IV", 5: "V", 6: "VI"}.get(number, str(number))
    return (
        f"{base} {ordinal} Season",
        f"{base} Season {number}",
        f"{base} Part {number}",
        f"{base} {roman}",
        f"{base}: {words.ADJECTIVES[(number * 7 + len(base)) % len(words.ADJECTIVES)]} Arc",
    )[way]

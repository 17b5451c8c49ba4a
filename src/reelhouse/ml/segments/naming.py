"""Names of segments that say what sets each apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MUCH = 1.25
"""From this ratio to what is usual on, a trait counts as setting a segment apart."""

_FORMATS = {"film": "film", "series": "series", "anime": "anime"}
_DEVICES = {
    "tv": "on television",
    "mobile": "on phones",
    "tablet": "on tablets",
    "desktop": "on computers",
    "console": "on consoles",
}
_TIMES = {"weekend": "at weekends", "evening": "in the evening", "night": "at night"}
_WHO = {
    "film": ("Film lovers", "Film viewers"),
    "series": ("Series bingers", "Series viewers"),
    "anime": ("Anime fans", "Anime viewers"),
}


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing about a segment.

    Attributes:
        name: such as `sessions`, `tv`, or `genre: Drama`.
        value: of the segment's members, a mean.
        usual: of all members.
        low: lower bound of the 95 % interval of `value`.
        high: upper bound.
    """

    name: str
    value: float
    usual: float
    low: float
    high: float

    @property
    def lift(self) -> float:
        """The segment's value by the usual one; 1 where nothing is usual."""
        return self.value / self.usual if self.usual > 0 else 1.0


def name_segments(segments: Sequence[Mapping[str, Trait]]) -> list[str]:
    """A name for each segment, no two alike.

    The noun comes from the format that the segment watches much oftener than others, with how much
    it watches; what follows is the device or time, and the genre, where they set it apart as well.

    Args:
        segments: traits by name, with `sessions`, `minutes`, shares, and genres as `genre: <name>`.
    """
    phrases = [_phrases(traits) for traits in segments]
    names: list[str] = []
    for number, (noun, more) in enumerate(phrases):
        name = noun
        others = [other for i, (other, _) in enumerate(phrases) if i != number]
        for phrase in more:
            if noun not in others and name != noun:
                break
            name = f"{name}, {phrase}" if phrase.startswith("mostly") else f"{name} {phrase}"
            if name not in names and noun not in others:
                break
        names.append(name)
    return [
        name if names.count(name) == 1 else f"{name} ({number + 1})"
        for number, name in enumerate(names)
    ]


def _phrases(traits: Mapping[str, Trait]) -> tuple[str, list[str]]:
    """The noun, and what may be added, what tells most first."""
    hours = traits["sessions"].lift * traits["minutes"].lift
    form = max(_FORMATS, key=lambda name: traits[name].lift)
    if hours <= 1 / MUCH and traits["sessions"].lift <= 1 / MUCH and traits[form].lift < 1.5:
        noun = "Occasional viewers"
    elif traits[form].lift >= MUCH:
        noun = _WHO[form][0 if hours >= 1 else 1]
    elif hours >= MUCH:
        noun = "Heavy viewers"
    else:
        noun = "Regular viewers"
    if traits["weekend"].lift >= MUCH:
        noun = f"Weekend {noun[0].lower()}{noun[1:]}"
    more = [
        (traits[name].lift, words)
        for name, words in (_DEVICES | _TIMES).items()
        if name != "weekend" and traits[name].lift >= MUCH and traits[name].value >= 0.1
    ]
    genres = [
        (trait.lift, f"mostly {name.removeprefix('genre: ').lower()}")
        for name, trait in traits.items()
        if name.startswith("genre: ") and trait.lift >= MUCH and trait.value >= 0.2
        and not ("anime" in noun.lower() and name == "genre: Animation")
    ]  # fmt: skip
    told = sorted(more, reverse=True)[:2] + sorted(genres, reverse=True)[:1]
    return noun, [words for _, words in told]


def tell_apart(traits: Mapping[str, Trait], most: int = 4) -> str:
    """What sets a segment apart, in words: its traits farthest from what is usual."""
    told = sorted(
        (t for t in traits.values() if t.usual > 0.02 and (t.low > t.usual or t.high < t.usual)),
        key=lambda t: -max(t.lift, 1 / max(t.lift, 1e-9)),
    )
    return "; ".join(
        f"{trait.name.removeprefix('genre: ')} {_says(trait)}" for trait in told[:most]
    )


def _says(trait: Trait) -> str:
    return f"{trait.lift:.1f} times as usual"

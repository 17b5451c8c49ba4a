"""Names of segments that say what sets each apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

MUCH = 1.25
"""From this ratio to what is usual on, a trait counts as setting a segment apart."""

_FORMATS = {
    "film": ("Film lovers", "Film viewers"),
    "series": ("Series bingers", "Series viewers"),
    "anime": ("Anime fans", "Anime viewers"),
}
"""Noun of those who watch a format often, and of those who watch it less often than others."""

_DEVICES = {
    "tv": "on television",
    "mobile": "on phones",
    "tablet": "on tablets",
    "desktop": "on computers",
    "console": "on consoles",
}
_TIMES = {"evening": "in the evening", "night": "at night"}


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

    The noun is what a segment watches much oftener than others, or how much it watches. Where that
    is not the device most used by everybody, the device follows; where two names would be the same,
    the genres that set them apart.

    Args:
        segments: traits by name, with `sessions`, `minutes`, `hours`, shares, and genres as
            `genre: <name>`.
    """
    usual = max(_DEVICES, key=lambda name: segments[0][name].usual) if segments else ""
    names = [_name(traits, usual) for traits in segments]
    doubled = {name for name in names if names.count(name) > 1}
    names = [
        _with_genre(name, traits) if name in doubled else name
        for name, traits in zip(names, segments, strict=True)
    ]
    return [
        name if names.count(name) == 1 else f"{name} ({names[:place].count(name) + 1})"
        for place, name in enumerate(names)
    ]


def _name(traits: Mapping[str, Trait], usual_device: str) -> str:
    name = _noun(traits)
    if traits["weekend"].lift >= MUCH:
        name = f"Weekend {name[0].lower()}{name[1:]}"
    device = max(_DEVICES, key=lambda each: traits[each].value)
    if device != usual_device and traits[device].lift >= MUCH:
        name += f" {_DEVICES[device]}"
    for time, words in _TIMES.items():
        if traits[time].lift >= MUCH and traits[time].value >= 0.1:
            return f"{name} {words}"
    return name


def _noun(traits: Mapping[str, Trait]) -> str:
    often, hours = traits["sessions"].lift, traits["hours"].lift
    if often <= 0.6 and hours <= 0.6:
        return "Occasional viewers"
    told = max(
        (t for t in traits.values() if t.name in _FORMATS or _is_telling_genre(t)),
        key=lambda t: log(max(t.lift, 1e-9)) * sqrt(t.value),
    )
    if told.lift < MUCH:
        return "Heavy viewers" if hours >= MUCH else "Regular viewers"
    if told.name in _FORMATS:
        # who sits long before each film loves films, however often it does
        much = traits["hours" if told.name == "film" else "sessions"].lift >= 1
        return _FORMATS[told.name][0 if much else 1]
    return f"{told.name.removeprefix('genre: ')} viewers"


def _is_telling_genre(trait: Trait) -> bool:
    """Whether a segment may be called by a genre; what is animated is told by its format."""
    return (
        trait.name.startswith("genre: ")
        and trait.name != "genre: Animation"
        and trait.value >= 0.1
        and trait.lift >= 1.5
    )


def _with_genre(name: str, traits: Mapping[str, Trait]) -> str:
    genres = [t for n, t in traits.items() if n.startswith("genre: ") and t.value >= 0.1]
    told = max(genres, key=lambda t: t.lift, default=None)
    if told is None or told.lift <= 1:
        return name
    return f"{name}, more {told.name.removeprefix('genre: ').lower()}"


def tell_apart(traits: Mapping[str, Trait], most: int = 4) -> str:
    """What sets a segment apart, in words: its traits farthest from what is usual."""
    told = sorted(
        (t for t in traits.values() if t.usual > 0.02 and (t.low > t.usual or t.high < t.usual)),
        key=lambda t: -max(t.lift, 1 / max(t.lift, 1e-9)),
    )
    return "; ".join(
        f"{_WORDS.get(trait.name, trait.name.removeprefix('genre: '))} {trait.lift:.1f}x"
        for trait in told[:most]
    )


_WORDS = {
    "sessions": "sessions",
    "minutes": "minutes a session",
    "hours": "hours",
    "completion": "watched to the end",
    "tv": "television",
    "mobile": "phone",
    "desktop": "computer",
    "film": "films",
}

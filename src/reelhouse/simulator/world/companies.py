"""Invented studios, networks and licensors."""

from dataclasses import dataclass

from reelhouse.simulator import words
from reelhouse.simulator.world.dice import Dice

_STUDIO_ENDS = ["Pictures", "Films", "Productions", "Entertainment", "Filmworks", "Studios"]
_ANIMATION_ENDS = ["Animation", "Anime Works", "Pictures Tokyo", "Douga", "Frame", "Cel House"]
_NETWORK_ENDS = ["TV", "Channel", "Broadcasting", "One", "Plus", "Network"]
_LICENSOR_ENDS = ["Rights", "Licensing", "Distribution", "Sales", "Media Partners"]
_COUNTRIES = ["US", "GB", "FR", "DE", "JP", "KR", "ES", "BR", "IN", "CA"]


@dataclass(frozen=True, slots=True)
class Company:
    """A studio, an animation studio, a network or a licensor.

    Attributes:
        index: place in its list; unique over all kinds.
        kind: "studio", "animation", "network" or "licensor".
        name: invented.
        country: ISO 3166-1 alpha-2.
        tmdb_id: of the company, or of the network in TMDB's own list of networks.
        mal_id: MyAnimeList's producer id.
        wikidata_id: such as `Q900000001`.
    """

    index: int
    kind: str
    name: str
    country: str
    tmdb_id: int
    mal_id: int
    wikidata_id: str


@dataclass(frozen=True, slots=True)
class Companies:
    """All companies, by kind."""

    studios: tuple[Company, ...]
    animation: tuple[Company, ...]
    networks: tuple[Company, ...]
    licensors: tuple[Company, ...]

    @property
    def all(self) -> tuple[Company, ...]:
        """All of them, by index."""
        return self.studios + self.animation + self.networks + self.licensors


def invent_companies(seed: int) -> Companies:
    """The companies of a universe: 40 studios, 25 animation studios, 20 networks, 12 licensors."""
    made: dict[str, tuple[Company, ...]] = {}
    names: set[str] = set()
    index = 0
    for kind, count, ends in (
        ("studio", 40, _STUDIO_ENDS),
        ("animation", 25, _ANIMATION_ENDS),
        ("network", 20, _NETWORK_ENDS),
        ("licensor", 12, _LICENSOR_ENDS),
    ):
        companies = []
        for _ in range(count):
            dice = Dice(seed, "company", index)
            name = invent_name(dice, ends)
            while name in names:
                name = invent_name(dice, ends)
            names.add(name)
            country = "JP" if kind == "animation" else dice.one(_COUNTRIES)
            companies.append(
                Company(
                    index, kind, name, country, 20_000 + 37 * index + dice.whole(0, 36),
                    1_000 + 3 * index, f"Q9{10_000_000 + index}",
                )
            )  # fmt: skip
            index += 1
        made[kind] = tuple(companies)
    return Companies(made["studio"], made["animation"], made["network"], made["licensor"])


def invent_name(dice: Dice, ends: list[str]) -> str:
    """A name of two or three words, such as "Brandovo Lantern Films"."""
    place = dice.one(words.PLACE_STARTS) + dice.one(words.PLACE_ENDS)
    first = place if dice.chance(0.6) else f"{place} {dice.one(words.NOUNS)}"
    return f"{first} {dice.one(ends)}"

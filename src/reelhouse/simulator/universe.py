"""How large the invented universe is, and which identifiers its titles and people carry."""

from dataclasses import dataclass
from datetime import date, timedelta

from reelhouse.simulator.ids import IdSpace, Stretch

FIRST_DAY = date(2026, 2, 28)
"""The calendar day that snapshot day 0 shows."""

GENRE_EFFECTS = {
    "Action": -0.35,
    "Adult": -1.1,
    "Adventure": -0.2,
    "Animation": 0.25,
    "Biography": 0.4,
    "Comedy": -0.1,
    "Crime": 0.15,
    "Documentary": 0.7,
    "Drama": 0.3,
    "Family": -0.05,
    "Fantasy": -0.15,
    "Film-Noir": 0.2,
    "Game-Show": 0.1,
    "History": 0.55,
    "Horror": -0.95,
    "Music": 0.5,
    "Musical": 0.05,
    "Mystery": 0.1,
    "News": 0.2,
    "Reality-TV": -0.4,
    "Romance": -0.1,
    "Sci-Fi": -0.5,
    "Short": 0.05,
    "Sport": 0.3,
    "Talk-Show": 0.15,
    "Thriller": -0.45,
    "War": 0.35,
    "Western": -0.25,
}
"""What a title's first genre adds to its true quality, in points of the 1-10 scale."""

GENRES = list(GENRE_EFFECTS)
"""IMDb's genres; a genre's number is its place here."""

TALENT_WEIGHT = 0.45
"""Quality points that one standard deviation of the first director's talent is worth."""

GHOST_EVERY_TITLES = 1001
GHOST_EVERY_PEOPLE = 5003

_FULL_TITLES = 12_320_000
_FULL_PEOPLE = 15_120_000
_SEVEN_DIGIT_SHARE = 0.6


@dataclass(frozen=True)
class Universe:
    """Everything that is true, as a function of a seed and a scale.

    A title or person is an index; each property follows from a hash of the index, so that any part
    of the universe can be told without knowing the rest. Providers show it in their own way.

    Attributes:
        seed: another seed is another universe.
        scale: share of the real catalogue's size, above 0 and at most 1. At 1.0 there are
            12.32 M titles and 15.12 M people; there are never less than 2,000 titles.

    Raises:
        ValueError: scale is out of range.
    """

    seed: int = 7
    scale: float = 0.01

    def __post_init__(self) -> None:
        if not 0 < self.scale <= 1:
            raise ValueError(f"scale must be above 0 and at most 1, not {self.scale}")

    @property
    def titles(self) -> int:
        """Titles that the catalogue lists on day 0."""
        return max(2_000, round(_FULL_TITLES * self.scale))

    @property
    def people(self) -> int:
        """People that the catalogue lists on day 0."""
        return max(2_400, round(_FULL_PEOPLE * self.scale))

    @property
    def title_indices(self) -> int:
        """Titles of day 0, with the ghosts that only secondary files mention."""
        return self.titles + self.titles // (GHOST_EVERY_TITLES - 1)

    @property
    def person_indices(self) -> int:
        """People of day 0, with the ghosts that only credits mention."""
        return self.people + self.people // (GHOST_EVERY_PEOPLE - 1)

    @property
    def new_titles_per_day(self) -> int:
        """Titles that appear on each day after the first."""
        return max(5, round(self.titles * 0.0003))

    @property
    def new_people_per_day(self) -> int:
        """People who appear on each day after the first."""
        return max(5, round(self.people * 0.0003))

    @property
    def crowd(self) -> int:
        """Writers of the one title that has the most of them."""
        return max(50, min(1_393, round(1_393 * self.scale / 0.1)))

    @property
    def crowded_title(self) -> int:
        """Index of the title with `crowd` writers; never a ghost."""
        index = self.title_indices * 2 // 5
        return index + 1 if index % GHOST_EVERY_TITLES == GHOST_EVERY_TITLES - 1 else index

    def date(self, day: int) -> date:
        """The calendar date of snapshot `day`."""
        return FIRST_DAY + timedelta(days=day)

    def title_ids(self, day: int = 0) -> IdSpace:
        """Identifiers of all titles known up to `day`."""
        return _id_space(
            "tt", self.title_indices, 40_000_000, self.new_titles_per_day * day, spread=3
        )

    def person_ids(self, day: int = 0) -> IdSpace:
        """Identifiers of all people known up to `day`."""
        return _id_space(
            "nm", self.person_indices, 18_000_000, self.new_people_per_day * day, spread=2
        )


def _id_space(prefix: str, count: int, end: int, arrivals: int, spread: int) -> IdSpace:
    """Old numbers of seven digits, newer ones of eight up to `end`, arrivals after it."""
    short = int(count * _SEVEN_DIGIT_SHARE)
    return IdSpace(
        prefix,
        (
            Stretch(short, 1, 9_999_999),
            Stretch(count - short, 10_000_000, end - 10_000_000),
            Stretch(arrivals, end, arrivals * spread),
        ),
    )

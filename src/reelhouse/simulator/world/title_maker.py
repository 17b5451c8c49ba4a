"""How the titles of the world are made from what IMDb knows of them."""

from datetime import date
from math import exp

from reelhouse.simulator import words
from reelhouse.simulator.world.catalogue import ImdbTitle
from reelhouse.simulator.world.clock import date_of, day_of
from reelhouse.simulator.world.companies import Companies, Company
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import COUNTRIES
from reelhouse.simulator.world.growth import Growth
from reelhouse.simulator.world.names import invent_names
from reelhouse.simulator.world.people import Person, credit_people
from reelhouse.simulator.world.seasons import Season, day_in_year, make_seasons
from reelhouse.simulator.world.titles import Keyword, Title
from reelhouse.simulator.world.vocabulary import KEYWORDS

_HOME = {
    "en": ("US", "GB", "CA"), "fr": ("FR",), "es": ("ES", "MX", "AR"), "it": ("IT",), "pt": ("BR",),
    "de": ("DE",), "sv": ("SE",), "ru": ("KZ",), "ja": ("JP",), "ko": ("KR",), "hi": ("IN",),
}  # fmt: skip
_CERTIFICATIONS = {
    "movie": {
        "US": ("G", "PG", "PG-13", "R"), "GB": ("U", "12A", "15", "18"),
        "DE": ("0", "6", "12", "16"), "FR": ("TP", "10", "12", "16"),
        "BR": ("L", "10", "14", "16"), "JP": ("G", "PG12", "R15+", "R18+"),
    },
    "tv": {
        "US": ("TV-Y7", "TV-PG", "TV-14", "TV-MA"), "GB": ("U", "PG", "15", "18"),
        "DE": ("0", "6", "12", "16"), "BR": ("L", "10", "14", "16"),
        "KR": ("ALL", "12", "15", "19"),
    },
}  # fmt: skip


STUDIO_SIZES = (1.9, 1.5, 1.0)
"""Fame above which a title comes from the largest, the second and the third quarter of studios."""


def make_titles(
    known: tuple[ImdbTitle, ...],
    people: dict[str, Person],
    companies: Companies,
    seed: int,
    last_day: int,
) -> tuple[Title, ...]:
    """All titles of a world.

    Args:
        known: what IMDb knows.
        people: by IMDb id.
        companies: that make and show them.
        seed: of the universe.
        last_day: the last day that the world can tell.
    """
    dice = Dice(seed, "tmdb ids")
    movie_ids = dice.distinct(200, 1_400_000, len(known))
    tv_ids = dice.distinct(200, 290_000, len(known))
    # Some shows have the number of a film: the two namespaces must not be mixed.
    for place in range(0, len(known), 9):
        tv_ids[place] = movie_ids[len(known) - 1 - place]
    makers = _Maker(people, companies, seed, last_day)
    titles: list[Title] = []
    used: dict[str, set[int]] = {"movie": set(), "tv": set()}
    for index, title in enumerate(known):
        is_film = title.imdb_type == "movie"
        kind = "movie" if is_film else "tv"
        tmdb_id = (movie_ids if is_film else tv_ids)[index]
        while tmdb_id in used[kind]:
            tmdb_id += 1
        used[kind].add(tmdb_id)
        titles.append(makers.make(title, index, tmdb_id))
    return tuple(titles)


def is_on_netflix(seed: int, index: int) -> bool:
    """Whether Netflix has, or had, a title."""
    return Dice(seed, "on netflix", index).chance(0.65)


class _Maker:
    def __init__(
        self, people: dict[str, Person], companies: Companies, seed: int, last_day: int
    ) -> None:
        self._people = people
        self._companies = companies
        self._seed = seed
        self._last_day = last_day

    def make(self, title: ImdbTitle, index: int, tmdb_id: int) -> Title:
        """One title."""
        dice = Dice(self._seed, "title", index)
        is_film = title.imdb_type == "movie"
        is_anime = title.kind == "anime"
        quality = min(0.98, max(0.02, (title.quality - 4.0) / 5.0))
        on_netflix = is_on_netflix(self._seed, index)
        release = self._release_day(title, dice)
        runtime = title.runtime_minutes or self._runtime(title, dice)
        studios = self._companies.animation if is_anime else self._companies.studios
        seasons: tuple[Season, ...] = ()
        if not is_film:
            seasons = make_seasons(
                title, index, self._seed, release, self._last_day, runtime, quality,
                is_binge=on_netflix and not is_anime and dice.chance(0.6),
            )  # fmt: skip
        language = "ja" if is_anime and not dice.chance(0.06) else title.language
        home = dice.one(_HOME[language])
        budget, revenue = self._money(dice, is_film, quality, title.fame)
        release_dates = self._release_dates(dice, release, home)
        return Title(
            index=index,
            kind=title.kind,
            is_film=is_film,
            imdb_id=title.imdb_id,
            imdb_type=title.imdb_type,
            tmdb_id=tmdb_id,
            tmdb_kind="movie" if is_film else "tv",
            wikidata_id=None if dice.chance(0.04) else f"Q8{10_000_000 + 7 * index}",
            tvdb_id=None if is_film or dice.chance(0.1) else 70_000 + 13 * index,
            movielens_id=3 * index + 1 if is_film and dice.chance(0.7) else None,
            names=invent_names(title, self._seed, index, on_netflix),
            original_language=language,
            countries=(home, "US") if home != "US" and dice.chance(0.2) else (home,),
            genres=title.genres or (title.main_genre,),
            main_genre=title.main_genre,
            year=title.year,
            end_year=title.end_year,
            release_date=date_of(release),
            release_dates=release_dates,
            runtime_minutes=runtime,
            is_runtime_known=title.runtime_minutes is not None or dice.chance(0.7),
            budget_usd=budget,
            revenue_usd=revenue,
            studios=self._studios(dice, studios, title.fame, is_anime),
            networks=() if is_film else self._networks(dice),
            seasons=seasons,
            credits=credit_people(title, self._people, dice),
            keywords=self._keywords(dice),
            certifications=self._certifications(dice, "movie" if is_film else "tv"),
            overview=self._overview(dice),
            tagline="" if dice.chance(0.4) else f"No {dice.one(words.NOUNS).lower()} is safe.",
            quality=quality,
            fame=title.fame,
            imdb_votes=title.votes,
            imdb_average=title.average,
            is_ended=is_film or title.end_year is not None,
            vote_growth=Growth(
                start=release - 20,
                ceiling=dice.spread(60, 0.3) * exp(1.1 * title.fame + 1.2 * (quality - 0.5)),
                days=160,
                yearly=0.06,
            ),
            first_vote_error=dice.normal(0, 2.0),
        )

    def _release_day(self, title: ImdbTitle, dice: Dice) -> int:
        """Rated titles are out on the first day; others of the newest year may not be."""
        latest = -3 if title.votes is not None else self._last_day
        earliest = day_of(date(title.year, 1, 1))
        return max(earliest, day_in_year(title.year, dice, max(latest, earliest)))

    @staticmethod
    def _runtime(title: ImdbTitle, dice: Dice) -> int:
        if title.imdb_type == "movie":
            return dice.whole(82, 138)
        return dice.whole(22, 26) if title.kind == "anime" else dice.whole(24, 62)

    @staticmethod
    def _money(dice: Dice, is_film: bool, quality: float, fame: float) -> tuple[int, int]:
        """Budget and box office; for the better-known films more often given."""
        budget = dice.spread(9e6, 0.6) * exp(0.9 * fame)
        revenue = budget * dice.spread(1.3, 0.7) * exp(2.0 * (quality - 0.5))
        if not is_film or dice.chance(0.35):
            return 0, 0
        return int(round(budget, -4)), 0 if dice.chance(0.2) else int(revenue)

    @staticmethod
    def _studios(
        dice: Dice, studios: tuple[Company, ...], fame: float, is_anime: bool
    ) -> tuple[Company, ...]:
        """Studios come in four sizes, a quarter each: the larger make better-known titles."""
        count = 2 if dice.chance(0.3) else 1
        drawn = dice.some(studios, len(studios))
        if is_anime:
            return tuple(drawn[:count])
        size = sum(fame < level for level in STUDIO_SIZES)
        fitting = [each for each in drawn if 4 * studios.index(each) // len(studios) == size]
        return tuple(fitting[:count])

    def _networks(self, dice: Dice) -> tuple[Company, ...]:
        return tuple(dice.some(self._companies.networks, 2 if dice.chance(0.15) else 1))

    @staticmethod
    def _release_dates(dice: Dice, release: int, home: str) -> dict[str, date]:
        dates = {home: date_of(release)}
        for country in COUNTRIES:
            if country != home and dice.chance(0.75):
                wait = 0 if dice.chance(0.4) else dice.whole(1, 120)
                dates[country] = date_of(release + wait)
        return dates

    @staticmethod
    def _keywords(dice: Dice) -> tuple[Keyword, ...]:
        drawn = dice.some(range(len(KEYWORDS)), dice.whole(0, 5))
        return tuple(Keyword(500 + place, KEYWORDS[place]) for place in drawn)

    @staticmethod
    def _certifications(dice: Dice, kind: str) -> dict[str, str]:
        age = dice.whole(0, 3)
        return {
            country: levels[age]
            for country, levels in _CERTIFICATIONS[kind].items()
            if dice.chance(0.7)
        }

    @staticmethod
    def _overview(dice: Dice) -> str:
        hero = f"{dice.one(words.ADJECTIVES).lower()} {dice.one(words.NOUNS).lower()}"
        other = dice.one(words.NOUNS).lower()
        place = dice.one(words.PLACE_STARTS) + dice.one(words.PLACE_ENDS)
        return (
            f"In {place}, the {hero} finds the {other} nobody asked for. "
            f"What follows is {dice.one(KEYWORDS)} and one {dice.one(words.NOUNS).lower()}."
        )

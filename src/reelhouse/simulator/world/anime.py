"""Anime as MyAnimeList and AniList count it: each season of a show is an entry of its own."""

from dataclasses import dataclass
from datetime import date
from math import exp

from reelhouse.simulator.world.clock import date_of
from reelhouse.simulator.world.companies import Companies, Company
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.genres import MAL_DEMOGRAPHICS, MAL_THEMES, mal_genre_ids
from reelhouse.simulator.world.growth import Growth, settle
from reelhouse.simulator.world.names import season_name
from reelhouse.simulator.world.people import Credit
from reelhouse.simulator.world.seasons import Episode
from reelhouse.simulator.world.titles import Title

ANNOUNCED_DAYS = 120
"""So long before the first episode an entry is listed and gathers members."""

_SOURCES = ["Manga", "Light novel", "Original", "Visual novel", "Game", "Web manga", "Novel"]
_RATINGS = [
    "G - All Ages", "PG - Children", "PG-13 - Teens 13 or older", "R - 17+ (violence & profanity)",
]  # fmt: skip
_WEEKDAYS = [
    "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays",
]  # fmt: skip
_MIN_SCORED = 50


@dataclass(frozen=True, slots=True)
class AnimeStats:
    """The counters of an entry on a day.

    Attributes:
        watching: members who are at it.
        completed: members who have seen it all.
        on_hold: members who pause.
        dropped: members who gave up.
        plan_to_watch: members who mean to.
        members: all of these together.
        favorites: members who love it.
        scored_by: members who gave a score.
        score: mean, 1-10 with two decimals; None while fewer than 50 scored.
        score_votes: votes for 10, 9, … 1; together `scored_by`.
    """

    watching: int
    completed: int
    on_hold: int
    dropped: int
    plan_to_watch: int
    members: int
    favorites: int
    scored_by: int
    score: float | None
    score_votes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Anime:
    """An entry of MyAnimeList: a film, or one season of a show.

    Attributes:
        index: place in `World.anime`.
        title_index: of the title; several entries may share it.
        season_number: 1 for films and first seasons.
        mal_id: MyAnimeList's.
        anilist_id: AniList's.
        kitsu_id: Kitsu's.
        anidb_id: AniDB's.
        name: MyAnimeList's default title, in Latin letters.
        english: English title, or None.
        japanese: in Japanese letters.
        synonyms: other titles.
        media: "TV", "Movie" or "ONA".
        source: for instance "Manga".
        first_day: day of the first episode; the first day is 0.
        last_day: day of the last episode; None where the end is not known.
        episode_count: None where not known.
        episodes: of the season; empty for films.
        runtime_minutes: of an episode.
        rating: MyAnimeList's age rating; None for a few.
        season: "winter", "spring", "summer" or "fall"; None for films.
        season_year: None for films.
        broadcast_weekday: such as "Saturdays"; None for films.
        broadcast_time: HH:MM in Tokyo; None for films.
        studios: that made it.
        producers: that paid for it.
        licensors: abroad.
        genre_ids: MyAnimeList's; names in `genres.MAL_GENRES`.
        theme_ids: names in `genres.MAL_THEMES`.
        demographic_ids: names in `genres.MAL_DEMOGRAPHICS`.
        staff: credits of the title.
        streaming: names of services that show it.
        recommendations: MAL ids of similar entries, with votes for each.
        synopsis: or None.
        quality: what is true, 0-1.
        velocity: what is true: how fast members come after the start, 1 is average.
        growth: of the members.
    """

    index: int
    title_index: int
    season_number: int
    mal_id: int
    anilist_id: int
    kitsu_id: int
    anidb_id: int
    name: str
    english: str | None
    japanese: str
    synonyms: tuple[str, ...]
    media: str
    source: str
    first_day: int
    last_day: int | None
    episode_count: int | None
    episodes: tuple[Episode, ...]
    runtime_minutes: int
    rating: str | None
    season: str | None
    season_year: int | None
    broadcast_weekday: str | None
    broadcast_time: str | None
    studios: tuple[Company, ...]
    producers: tuple[Company, ...]
    licensors: tuple[Company, ...]
    genre_ids: tuple[int, ...]
    theme_ids: tuple[int, ...]
    demographic_ids: tuple[int, ...]
    staff: tuple[Credit, ...]
    streaming: tuple[str, ...]
    recommendations: tuple[tuple[int, int], ...]
    synopsis: str | None
    quality: float
    velocity: float
    growth: Growth

    @property
    def first_date(self) -> date:
        """`first_day` as a date."""
        return date_of(self.first_day)

    @property
    def last_date(self) -> date | None:
        """`last_day` as a date."""
        return None if self.last_day is None else date_of(self.last_day)

    def is_listed(self, day: int) -> bool:
        """Whether MyAnimeList has the entry: from 120 days before the first episode."""
        return day >= self.first_day - ANNOUNCED_DAYS

    def status(self, day: int) -> str:
        """MyAnimeList's status on a day."""
        if day < self.first_day:
            return "Not yet aired"
        airing = self.last_day is None or day <= self.last_day
        return "Currently Airing" if airing else "Finished Airing"

    def members(self, day: int) -> int:
        """Members who have the entry on their list at the end of a day; never falling."""
        return self.growth.at(day)

    def stats(self, day: int) -> AnimeStats:
        """All counters at the end of a day."""
        members = self.members(day)
        if day < self.first_day:
            return AnimeStats(0, 0, 0, 0, members, members, members // 900, 0, None, (0,) * 10)
        done = self.last_day is not None and day > self.last_day
        completed = int(members * (0.35 + 0.3 * self.quality)) if done else 0
        watching = int(members * (0.08 if done else 0.6))
        dropped = int(members * 0.12 * (1.1 - self.quality))
        on_hold = members // 30
        scored = int(members * (0.5 if done else 0.25))
        level = settle(5.2 + 3.6 * self.quality, 1.0, scored)
        votes = _score_votes(scored, level)
        given = sum(count * (10 - place) for place, count in enumerate(votes))
        return AnimeStats(
            watching=watching,
            completed=completed,
            on_hold=on_hold,
            dropped=dropped,
            plan_to_watch=members - watching - completed - on_hold - dropped,
            members=members,
            favorites=int(members * 0.03 * self.quality**2),
            scored_by=scored,
            score=round(given / scored, 2) if scored >= _MIN_SCORED else None,
            score_votes=votes,
        )


def _score_votes(scored: int, level: float) -> tuple[int, ...]:
    """Votes for 10 … 1 around a mean."""
    weights = [exp(-(((10 - place) - level) ** 2) / 4.5) for place in range(10)]
    total = sum(weights)
    votes = [int(scored * weight / total) for weight in weights]
    votes[min(9, max(0, round(10 - level)))] += scored - sum(votes)
    return tuple(votes)


def make_anime(titles: tuple[Title, ...], companies: Companies, seed: int) -> tuple[Anime, ...]:
    """The entries of all anime titles, films and seasons."""
    parts = [
        (title, number)
        for title in titles
        if title.kind == "anime"
        for number in range(1, max(1, len(title.seasons)) + 1)
    ]
    dice = Dice(seed, "anime ids")
    count = len(parts)
    mal_ids = sorted(dice.distinct(100, 62_999, count))
    other_ids = [dice.distinct(100, 199_999, count) for _ in range(3)]
    return tuple(
        _make_entry(
            title, number, place, seed, companies, mal_ids,
            (other_ids[0][place], other_ids[1][place], other_ids[2][place]),
        )
        for place, (title, number) in enumerate(parts)
    )  # fmt: skip


def _make_entry(
    title: Title, number: int, index: int, seed: int, companies: Companies, mal_ids: list[int],
    other_ids: tuple[int, int, int],
) -> Anime:  # fmt: skip
    dice = Dice(seed, "anime", index)
    season = title.seasons[number - 1] if title.seasons else None
    first = season.premiere_day if season else title.release_day
    quality = season.quality if season else title.quality
    is_open = season is not None and not title.is_ended and number == len(title.seasons)
    is_endless = is_open and dice.chance(0.3)
    velocity = exp(1.5 * (quality - 0.5))
    way = dice.whole(0, 4)
    aired = date_of(first)
    genre_ids = mal_genre_ids(title.genres)
    others = [mal_id for mal_id in dice.some(mal_ids, 6) if mal_id != mal_ids[index]]
    japanese = title.names.native or title.names.imdb_original
    later = "" if number == 1 else f" 第{number}期"
    return Anime(
        index=index,
        title_index=title.index,
        season_number=number,
        mal_id=mal_ids[index],
        anilist_id=other_ids[0],
        kitsu_id=other_ids[1],
        anidb_id=other_ids[2],
        name=season_name(way, title.names.romaji or title.names.imdb, number),
        english=season_name(1, title.names.english, number) if title.names.english else None,
        japanese=japanese + later,
        synonyms=title.names.synonyms if number == 1 else (),
        media="Movie" if season is None else dice.weighted(["TV", "ONA"], [9, 1]),
        source=dice.one(_SOURCES),
        first_day=first,
        last_day=None if is_endless else (season.last_air_day if season else first),
        episode_count=None if is_endless else (len(season.episodes) if season else 1),
        episodes=season.episodes if season else (),
        runtime_minutes=title.runtime_minutes,
        rating=None if dice.chance(0.03) else dice.one(_RATINGS),
        season=("winter", "spring", "summer", "fall")[(aired.month - 1) // 3] if season else None,
        season_year=aired.year if season else None,
        broadcast_weekday=_WEEKDAYS[aired.weekday()] if season else None,
        broadcast_time=f"{dice.whole(17, 23)}:{dice.one(['00', '30'])}" if season else None,
        studios=title.studios,
        producers=tuple(dice.some(companies.studios, dice.whole(0, 3))),
        licensors=tuple(dice.some(companies.licensors, dice.whole(0, 1))),
        genre_ids=genre_ids,
        theme_ids=tuple(dice.some(list(MAL_THEMES), dice.whole(0, 2))),
        demographic_ids=tuple(dice.some(list(MAL_DEMOGRAPHICS), dice.whole(0, 1))),
        staff=title.crew,
        streaming=(("Netflix",) if title.names.netflix else ()) + ("Crunchyroll",),
        recommendations=tuple((mal_id, dice.whole(1, 40)) for mal_id in others),
        synopsis=None if dice.chance(0.05) else title.overview,
        quality=quality,
        velocity=velocity,
        growth=Growth(
            start=first - ANNOUNCED_DAYS,
            ceiling=dice.spread(9_000, 0.4)
            * exp(0.9 * title.fame + 1.4 * (quality - 0.5) - 0.15 * (number - 1)),
            days=220 / velocity,
            yearly=0.08,
        ),
    )

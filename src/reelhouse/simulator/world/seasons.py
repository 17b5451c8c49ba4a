"""Seasons and their episodes."""

from dataclasses import dataclass
from datetime import date

from reelhouse.simulator import words
from reelhouse.simulator.world.catalogue import ImdbTitle
from reelhouse.simulator.world.clock import date_of, day_of
from reelhouse.simulator.world.dice import Dice

MAX_SEASONS = 10
MAX_EPISODES = 26


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode. Its title is the world's own; IMDb's file of episodes knows nothing of it.

    Attributes:
        number: within the season, from 1.
        tmdb_id: of the episode.
        title: invented.
        title_japanese: None where the show is no anime.
        air_day: a day; the first day is 0.
        runtime_minutes: of this episode.
        overview: a sentence.
        quality: what is true, 0-1.
        is_filler: for anime, whether it is not from the original.
    """

    number: int
    tmdb_id: int
    title: str
    title_japanese: str | None
    air_day: int
    runtime_minutes: int
    overview: str
    quality: float
    is_filler: bool

    @property
    def air_date(self) -> date:
        """`air_day` as a date."""
        return date_of(self.air_day)


@dataclass(frozen=True, slots=True)
class Season:
    """One season of a show.

    Attributes:
        title_index: of the show.
        number: from 1.
        tmdb_id: of the season.
        name: "Season 2", or a name of its own.
        premiere_day: day of the first episode; the first day is 0.
        is_binge: whether all episodes come at once.
        episodes: in order; at least one.
        quality: what is true, 0-1; near the show's.
    """

    title_index: int
    number: int
    tmdb_id: int
    name: str
    premiere_day: int
    is_binge: bool
    episodes: tuple[Episode, ...]
    quality: float

    @property
    def premiere_date(self) -> date:
        """`premiere_day` as a date."""
        return date_of(self.premiere_day)

    @property
    def last_air_day(self) -> int:
        """Day of the last episode."""
        return self.episodes[-1].air_day

    @property
    def runtime_minutes(self) -> int:
        """Of all episodes together."""
        return sum(episode.runtime_minutes for episode in self.episodes)

    def episodes_on(self, day: int) -> tuple[Episode, ...]:
        """Episodes that are out."""
        return tuple(episode for episode in self.episodes if episode.air_day <= day)


def make_seasons(
    title: ImdbTitle,
    index: int,
    seed: int,
    first_day: int,
    last_day: int,
    runtime: int,
    quality: float,
    is_binge: bool,
) -> tuple[Season, ...]:
    """The seasons of a show, about one a year; as many as IMDb lists episodes of, if not too many.

    Args:
        title: as IMDb has it.
        index: of the title.
        seed: of the universe.
        first_day: of the first episode.
        last_day: no season begins after it.
        runtime: minutes of an episode.
        quality: of the show, 0-1.
        is_binge: whether the episodes of a season come at once.
    """
    dice = Dice(seed, "seasons", index)
    seasons: list[Season] = []
    count = min(MAX_SEASONS, max(1, title.seasons))
    premiere = first_day
    has_names = dice.chance(0.12)
    for number in range(1, count + 1):
        left = title.episodes - (number - 1) * title.season_length
        length = max(1, min(MAX_EPISODES, title.season_length, left))
        season_quality = min(1.0, max(0.0, quality + dice.normal(0, 0.05)))
        own_name = f"Book {number}: {dice.one(words.NOUNS)}"
        seasons.append(
            Season(
                title_index=index,
                number=number,
                tmdb_id=1_000_000 + index * 100 + number,
                name=own_name if has_names else f"Season {number}",
                premiere_day=premiere,
                is_binge=is_binge,
                episodes=_episodes(
                    dice, index, number, length, premiere, runtime, season_quality,
                    is_binge, title.kind == "anime",
                ),
                quality=season_quality,
            )
        )  # fmt: skip
        aired_until = seasons[-1].last_air_day
        premiere = max(aired_until + 30, premiere + dice.whole(330, 400))
        if premiere > last_day:
            break
    return tuple(seasons)


def _episodes(
    dice: Dice, index: int, season: int, length: int, premiere: int, runtime: int, quality: float,
    is_binge: bool, is_anime: bool,
) -> tuple[Episode, ...]:  # fmt: skip
    episodes = []
    drawn = dice.rng.random((length, 5)).tolist()
    for number, (first, second, third, minutes, good) in enumerate(drawn, start=1):
        noun = words.NOUNS[int(first * len(words.NOUNS))]
        adjective = words.ADJECTIVES[int(second * len(words.ADJECTIVES))]
        other = words.NOUNS[int(third * len(words.NOUNS))]
        japanese = None
        if is_anime:
            start = words.JAPANESE_STARTS[int(second * len(words.JAPANESE_STARTS))]
            japanese = start + words.JAPANESE_ENDS[int(first * len(words.JAPANESE_ENDS))]
        episodes.append(
            Episode(
                number=number,
                tmdb_id=2_000_000 + index * 10_000 + season * 100 + number,
                title=f"The {adjective} {noun}" if third < 0.6 else f"{noun} and {other}",
                title_japanese=japanese,
                air_day=premiere if is_binge else premiere + 7 * (number - 1),
                runtime_minutes=max(1, round(runtime * (0.9 + 0.2 * minutes))),
                overview=f"The {noun.lower()} turns up, and the {other.lower()} has to go.",
                quality=min(1.0, max(0.0, quality + 0.1 * (good - 0.5))),
                is_filler=is_anime and good < 0.06,
            )
        )
    return tuple(episodes)


def day_in_year(year: int, dice: Dice, last_day: int) -> int:
    """A day in a year, none after `last_day`."""
    day = day_of(date(year, 1, 1)) + dice.whole(0, 364)
    return min(day, last_day)

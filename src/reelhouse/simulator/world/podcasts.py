"""Podcasts about titles, as Spotify lists them."""

from dataclasses import dataclass
from datetime import date

from reelhouse.simulator.world.clock import date_of
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.titles import Title
from reelhouse.simulator.world.vocabulary import PODCASTS

EPISODES = 40


@dataclass(frozen=True, slots=True)
class PodcastEpisode:
    """An episode of a podcast.

    Attributes:
        spotify_id: 22 letters.
        name: shown name.
        description: a sentence.
        title_index: of the title it is about.
        release_day: the first day is 0.
        duration_ms: milliseconds.
        is_explicit: whether it has strong language.
    """

    spotify_id: str
    name: str
    description: str
    title_index: int
    release_day: int
    duration_ms: int
    is_explicit: bool

    @property
    def release_date(self) -> date:
        """`release_day` as a date."""
        return date_of(self.release_day)


@dataclass(frozen=True, slots=True)
class Podcast:
    """A podcast.

    Attributes:
        index: place in `World.podcasts`.
        spotify_id: 22 letters.
        name: shown name.
        publisher: shown name.
        description: a sentence.
        language: ISO 639-1.
        episodes: oldest first; one a week up to the end of the world.
    """

    index: int
    spotify_id: str
    name: str
    publisher: str
    description: str
    language: str
    episodes: tuple[PodcastEpisode, ...]

    def episodes_on(self, day: int) -> tuple[PodcastEpisode, ...]:
        """Episodes that are out, newest first, as Spotify lists them."""
        return tuple(episode for episode in self.episodes[::-1] if episode.release_day <= day)


def make_podcasts(titles: tuple[Title, ...], seed: int, last_day: int) -> tuple[Podcast, ...]:
    """Twelve podcasts with 40 episodes each, about titles that are out or soon will be."""
    return tuple(
        _make_podcast(index, name, titles, seed, last_day) for index, name in enumerate(PODCASTS)
    )


def _make_podcast(
    index: int, name: str, titles: tuple[Title, ...], seed: int, last_day: int
) -> Podcast:
    dice = Dice(seed, "podcast", index)
    episodes = []
    for place in range(EPISODES):
        day = last_day - index % 7 - 7 * (EPISODES - 1 - place)
        title = dice.one(titles)
        episodes.append(
            PodcastEpisode(
                spotify_id=dice.text_id(22),
                name=f"#{place + 1}: {title.names.video}",
                description=f"We talk about {title.names.video}, scene by scene.",
                title_index=title.index,
                release_day=day,
                duration_ms=dice.whole(1_200_000, 5_400_000),
                is_explicit=dice.chance(0.2),
            )
        )
    return Podcast(
        index=index,
        spotify_id=dice.text_id(22),
        name=name,
        publisher=f"{name} Network",
        description=f"{name}: a weekly show about what to watch.",
        language="en",
        episodes=tuple(episodes),
    )

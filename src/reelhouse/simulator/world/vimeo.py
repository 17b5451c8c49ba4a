"""Vimeo's part of the world: trailers and short films."""

from dataclasses import dataclass
from datetime import datetime

from reelhouse.simulator import words
from reelhouse.simulator.world.clock import HISTORY_DAYS, moment
from reelhouse.simulator.world.companies import Companies
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.growth import Growth
from reelhouse.simulator.world.titles import Title

VIDEOS = 80


@dataclass(frozen=True, slots=True)
class VimeoVideo:
    """A video on Vimeo.

    Attributes:
        index: place in `World.vimeo`.
        video_id: a number.
        user_id: a number; one for each studio.
        user_name: name of the studio.
        title_index: of the title it is about, or None.
        name: shown name.
        description: a sentence, or None.
        published_day: the first day is 0.
        published_second: of that day.
        duration_seconds: at least 1.
        language: ISO 639-1, or None.
        tags: may be empty.
        hides_plays: whether plays are hidden (null at Vimeo).
        growth: of its plays.
        like_rate: likes per play.
        comment_rate: comments per play.
    """

    index: int
    video_id: int
    user_id: int
    user_name: str
    title_index: int | None
    name: str
    description: str | None
    published_day: int
    published_second: int
    duration_seconds: int
    language: str | None
    tags: tuple[str, ...]
    hides_plays: bool
    growth: Growth
    like_rate: float
    comment_rate: float

    @property
    def published_at(self) -> datetime:
        """When it was published, UTC."""
        return moment(self.published_day, self.published_second)

    def plays(self, day: int) -> int | None:
        """Plays so far at the end of a day; never falling; None where hidden."""
        return None if self.hides_plays else self.growth.at(day)

    def likes(self, day: int) -> int:
        """Likes so far at the end of a day; never falling."""
        return int(self.growth.at(day) * self.like_rate)

    def comments(self, day: int) -> int:
        """Comments so far at the end of a day; never falling."""
        return int(self.growth.at(day) * self.comment_rate)


def make_vimeo(
    titles: tuple[Title, ...], companies: Companies, seed: int, last_day: int
) -> tuple[VimeoVideo, ...]:
    """80 videos of studios; two in three are about a title."""
    return tuple(_make(index, titles, companies, seed, last_day) for index in range(VIDEOS))


def _make(
    index: int, titles: tuple[Title, ...], companies: Companies, seed: int, last_day: int
) -> VimeoVideo:
    dice = Dice(seed, "vimeo", index)
    title = dice.one(titles) if dice.chance(0.66) else None
    studio = title.studios[0] if title else dice.one(companies.studios)
    name = f"{title.names.video} - Festival Trailer" if title else f"The {dice.one(words.NOUNS)}"
    day = dice.whole(-HISTORY_DAYS, last_day)
    return VimeoVideo(
        index=index,
        video_id=700_000_000 + 9_973 * index,
        user_id=50_000_000 + 71 * studio.index,
        user_name=studio.name,
        title_index=title.index if title else None,
        name=name,
        description=None if dice.chance(0.3) else f"{name}, from {studio.name}.",
        published_day=day,
        published_second=dice.whole(0, 86_399),
        duration_seconds=dice.whole(40, 1_500),
        language=None if dice.chance(0.3) else title.original_language if title else "en",
        tags=tuple(dice.some(["short", "trailer", "festival", "animation"], dice.whole(0, 3))),
        hides_plays=dice.chance(0.1),
        growth=Growth(day, dice.spread(2_500, 1.0), 60, 0.1),
        like_rate=dice.spread(0.03, 0.4),
        comment_rate=dice.spread(0.002, 0.5),
    )

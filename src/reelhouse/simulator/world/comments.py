"""What viewers write under videos."""

from dataclasses import dataclass
from datetime import datetime

from reelhouse.simulator.world.clock import moment
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import Effects
from reelhouse.simulator.world.growth import Growth
from reelhouse.simulator.world.sayings import say
from reelhouse.simulator.world.titles import Title
from reelhouse.simulator.world.video import Video
from reelhouse.simulator.world.vocabulary import HANDLES

MOST = 25
"""Comments that are told of one video; its counter may show more."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment under a video, or a reply to one.

    Attributes:
        comment_id: YouTube's; of a reply: the parent's, a dot, and its own.
        author_name: shown handle.
        author_channel_id: `UC` and 22 letters.
        text: plain text.
        language: ISO 639-1.
        sentiment: what is true, -1 to 1.
        published_day: the first day is 0.
        published_second: of that day.
        updated_day: day of the last edit; the same as `published_day` without one.
        likes_growth: of its likes.
        replies: oldest first; empty for replies.
    """

    comment_id: str
    author_name: str
    author_channel_id: str
    text: str
    language: str
    sentiment: float
    published_day: int
    published_second: int
    updated_day: int
    likes_growth: Growth
    replies: tuple["Comment", ...]

    @property
    def published_at(self) -> datetime:
        """When it was written, UTC."""
        return moment(self.published_day, self.published_second)

    def likes(self, day: int) -> int:
        """Likes so far at the end of a day; never falling."""
        return self.likes_growth.at(day)


def make_comments(
    video: Video, title: Title | None, effects: Effects, seed: int, last_day: int
) -> tuple[Comment, ...]:
    """The comments of one video up to the last day, oldest first; none where they are disabled."""
    total = video.counters(last_day).comments
    if not total:
        return ()
    dice = Dice(seed, "comments", video.index)
    quality = title.quality if title else 0.5
    days_left = last_day - video.published_day
    days = sorted(
        video.published_day + int(days_left * dice.unit() ** 3) for _ in range(min(MOST, total))
    )
    comments = []
    for day in days:
        parent = dice.url_id(26, "Ug")
        replies = tuple(
            _comment(dice, f"{parent}.{dice.url_id(22)}", quality, effects, day, ())
            for _ in range(dice.whole(0, 3) if dice.chance(0.2) else 0)
        )
        comments.append(_comment(dice, parent, quality, effects, day, replies))
    return tuple(comments)


def _comment(
    dice: Dice,
    comment_id: str,
    quality: float,
    effects: Effects,
    day: int,
    replies: tuple[Comment, ...],
) -> Comment:
    said = say(dice, quality, effects.sentiment_per_quality)
    return Comment(
        comment_id=comment_id,
        author_name=f"@{dice.one(HANDLES)}{dice.one(HANDLES)}{dice.whole(1, 9999)}",
        author_channel_id=dice.url_id(22, "UC"),
        text=said.text,
        language=said.language,
        sentiment=said.sentiment,
        published_day=day,
        published_second=dice.whole(0, 86_399),
        updated_day=day + dice.whole(1, 5) if dice.chance(0.05) else day,
        likes_growth=Growth(day, dice.spread(3, 1.3), 6, 0.0),
        replies=replies,
    )

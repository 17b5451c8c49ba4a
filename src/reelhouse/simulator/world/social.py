"""Accounts and their posts on Mastodon, Bluesky, Reddit and X."""

from dataclasses import dataclass
from datetime import datetime

from reelhouse.simulator.world.clock import moment
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import Effects
from reelhouse.simulator.world.growth import Growth
from reelhouse.simulator.world.sayings import say
from reelhouse.simulator.world.titles import Title
from reelhouse.simulator.world.vocabulary import HANDLES

PLATFORMS = ("mastodon", "bluesky", "reddit", "x")
ACCOUNTS = 60
"""Accounts on each platform."""

POSTS = 900
"""Posts on each platform."""

SPAN_DAYS = 180
"""The oldest posts are so many days older than the first day."""

SUBREDDITS = ("reelfans", "serieschat", "animecorner", "streamfinds", "scorelovers")
_SERVERS = ("moth.example", "reel.example", "kettle.example")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody on a platform.

    Attributes:
        index: place in `World.accounts`.
        platform: one of `PLATFORMS`.
        account_id: the platform's: a number (Mastodon, X), a DID (Bluesky) or `t2_…` (Reddit).
        handle: without the @: "moth_fern@moth.example" on Mastodon, "mothfern.bsky.example" on
            Bluesky, a plain name elsewhere.
        display_name: shown name.
        is_bot: whether it says that it is one.
        started_day: the first day is 0.
        growth: of its followers.
        following: accounts it follows.
    """

    index: int
    platform: str
    account_id: str
    handle: str
    display_name: str
    is_bot: bool
    started_day: int
    growth: Growth
    following: int

    def followers(self, day: int) -> int:
        """Followers at the end of a day; never falling."""
        return self.growth.at(day)


@dataclass(frozen=True, slots=True)
class Post:
    """A post about a title.

    Attributes:
        index: place in `World.posts`.
        platform: one of `PLATFORMS`.
        post_id: the platform's: a number (Mastodon, X), 13 letters (Bluesky's record key) or a
            base-36 number (Reddit, without `t3_`).
        account_index: of its author.
        title_index: of the title it is about.
        title_text: what the post calls the title.
        text: all of it, with hashtags.
        hashtags: without the #.
        language: ISO 639-1.
        sentiment: what is true, -1 to 1.
        topic: what it talks about, one of `aspects.ASPECTS`; None in other languages than English.
        day: the first day is 0.
        second: of that day, UTC.
        edited_day: day of the last edit, or None.
        deleted_day: first day on which it is gone, or None.
        subreddit: on Reddit; None elsewhere.
        likes_growth: of likes, favourites or Reddit's score.
        repost_rate: reposts per like.
        reply_rate: replies per like.
    """

    index: int
    platform: str
    post_id: str
    account_index: int
    title_index: int
    title_text: str
    text: str
    hashtags: tuple[str, ...]
    language: str
    sentiment: float
    topic: str | None
    day: int
    second: int
    edited_day: int | None
    deleted_day: int | None
    subreddit: str | None
    likes_growth: Growth
    repost_rate: float
    reply_rate: float

    @property
    def created_at(self) -> datetime:
        """When it was written, UTC."""
        return moment(self.day, self.second)

    @property
    def edited_at(self) -> datetime | None:
        """When it was edited last, UTC, or None."""
        return None if self.edited_day is None else moment(self.edited_day, self.second)

    def is_there(self, day: int) -> bool:
        """Whether it is written and not deleted."""
        return self.day <= day and (self.deleted_day is None or day < self.deleted_day)

    def is_edited(self, day: int) -> bool:
        """Whether it was edited up to a day."""
        return self.edited_day is not None and self.edited_day <= day

    def likes(self, day: int) -> int:
        """Likes so far at the end of a day; never falling."""
        return self.likes_growth.at(day)

    def reposts(self, day: int) -> int:
        """Reposts so far at the end of a day; never falling."""
        return int(self.likes_growth.at(day) * self.repost_rate)

    def replies(self, day: int) -> int:
        """Replies so far at the end of a day; never falling."""
        return int(self.likes_growth.at(day) * self.reply_rate)


def make_accounts(seed: int) -> tuple[Account, ...]:
    """60 accounts on each platform."""
    return tuple(
        _make_account(number * ACCOUNTS + place, platform, seed)
        for number, platform in enumerate(PLATFORMS)
        for place in range(ACCOUNTS)
    )


def _make_account(index: int, platform: str, seed: int) -> Account:
    dice = Dice(seed, "account", index)
    first, second = dice.one(HANDLES), dice.one(HANDLES)
    plain = f"{first}{second}{index}"
    ids = {
        "mastodon": str(109_000_000_000_000_000 + 7_919 * index),
        "bluesky": "did:plc:" + dice.text_id(24).lower(),
        "reddit": f"t2_{base36(40_000_000 + 977 * index)}",
        "x": str(1_400_000_000_000_000_000 + 104_729 * index),
    }
    handles = {
        "mastodon": f"{first}_{second}{index}@{dice.one(_SERVERS)}",
        "bluesky": f"{plain}.bsky.example",
    }
    started = -dice.whole(400, 3_000)
    return Account(
        index=index,
        platform=platform,
        account_id=ids[platform],
        handle=handles.get(platform, plain),
        display_name=f"{first.capitalize()} {second.capitalize()}",
        is_bot=dice.chance(0.04),
        started_day=started,
        growth=Growth(started, dice.spread(400, 1.4), 700, 0.3),
        following=dice.whole(5, 900),
    )


def make_posts(
    titles: tuple[Title, ...],
    accounts: tuple[Account, ...],
    effects: Effects,
    seed: int,
    last_day: int,
) -> tuple[Post, ...]:
    """900 posts on each platform, oldest first; better-known and newer titles get more."""
    weights = [
        2.0**title.fame * (4.0 if title.release_day > -SPAN_DAYS else 1.0) for title in titles
    ]
    posts: list[Post] = []
    for number, platform in enumerate(PLATFORMS):
        dice = Dice(seed, "post days", number)
        days = sorted(dice.whole(-SPAN_DAYS, last_day) for _ in range(POSTS))
        own = accounts[number * ACCOUNTS : (number + 1) * ACCOUNTS]
        for place, day in enumerate(days):
            second = 86_400 * (place % 7) // 7 + dice.whole(0, 12_000)
            title = dice.weighted(titles, weights)
            posts.append(_make_post(len(posts), platform, dice.one(own), title, day, second,
                                    effects, seed))  # fmt: skip
    return tuple(posts)


def _make_post(
    index: int, platform: str, account: Account, title: Title, day: int, second: int,
    effects: Effects, seed: int,
) -> Post:  # fmt: skip
    dice = Dice(seed, "post", index)
    names = title.names
    called = dice.one([names.video, names.tmdb, names.romaji or names.imdb])
    said = say(dice, title.quality, effects.sentiment_per_quality)
    tags = [tag for tag in (hashtag(called), title.main_genre.replace("-", "")) if tag]
    shown = tuple(tags if dice.chance(0.6) else tags[:1] if dice.chance(0.5) else ())
    text = f"{called}: {said.text}" + "".join(f" #{tag}" for tag in shown)
    milliseconds = int(moment(day, second).timestamp() * 1000)
    ids = {
        "mastodon": str((milliseconds << 16) + index % 65_536),
        "bluesky": _record_key(milliseconds * 1000, index),
        "reddit": base36(milliseconds // 10 + index),
        "x": str(((milliseconds - 1_288_834_974_657) << 22) + index % 4_096),
    }
    return Post(
        index=index,
        platform=platform,
        post_id=ids[platform],
        account_index=account.index,
        title_index=title.index,
        title_text=called,
        text=text,
        hashtags=shown,
        language=said.language,
        sentiment=said.sentiment,
        topic=said.topic,
        day=day,
        second=second,
        edited_day=day + dice.whole(0, 4) if dice.chance(0.07) else None,
        deleted_day=day + dice.whole(2, 40) if dice.chance(0.03) else None,
        subreddit=dice.one(SUBREDDITS) if platform == "reddit" else None,
        likes_growth=Growth(day, dice.spread(12, 1.3) * 1.6**title.fame, 3, 0.01),
        repost_rate=dice.spread(0.2, 0.5),
        reply_rate=dice.spread(0.15, 0.6),
    )


def hashtag(name: str) -> str:
    """A name as a hashtag: its letters and digits, each word with a capital; may be empty."""
    cleaned = "".join(letter if letter.isalnum() else " " for letter in name)
    tag = "".join(word[0].upper() + word[1:] for word in cleaned.split())
    return "" if tag.isdigit() else tag


def base36(number: int) -> str:
    """A number in base 36, as in Reddit's ids."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, place = divmod(number, 36)
        text = digits[place] + text
    return text or "0"


def _record_key(microseconds: int, index: int) -> str:
    """Bluesky's sortable record key: 13 letters of base 32."""
    alphabet = "234567abcdefghijklmnopqrstuvwxyz"
    number = (microseconds << 10) | (index % 1024)
    text = ""
    for _ in range(13):
        number, place = divmod(number, 32)
        text = alphabet[place] + text
    return text

"""What TikTok, Instagram and Facebook tell the owners of accounts about their posts."""

from dataclasses import dataclass
from datetime import date
from math import exp

from reelhouse.simulator.world.clock import date_of, unix
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.posting import OWN_POSTS
from reelhouse.simulator.world.sayings import say
from reelhouse.simulator.world.social import hashtag
from reelhouse.simulator.world.titles import Title

PLATFORMS = ("tiktok", "instagram", "facebook")
POSTS = 150
"""Posts on each platform."""

SPAN_DAYS = 180
_KINDS = {
    "tiktok": ("video",),
    "instagram": ("reel", "image", "carousel", "story"),
    "facebook": ("video", "photo", "link", "reel"),
}
_ACCOUNT = "reelhouse.studio"


@dataclass(frozen=True, slots=True)
class InsightRow:
    """One post of the team's own account, as it stands on a day.

    Attributes:
        platform: one of `PLATFORMS`.
        account: handle of the team's account.
        post_id: 17 digits on Instagram, 15 on Facebook, 19 on TikTok, where they tell `second`.
        title_index: of the title it promotes.
        day: of posting; the first day is 0.
        second: of that day.
        kind: the platform's word, such as "reel".
        caption: text with hashtags.
        duration_seconds: of the video; 0 for pictures and links.
        reach: different people who saw it.
        impressions: times it was shown.
        views: times it was played; 0 for pictures and links.
        likes: likes or reactions.
        comments: comments.
        shares: shares.
        saves: saves; always 0 on Facebook.
        watch_seconds: of all views together.
    """

    platform: str
    account: str
    post_id: str
    title_index: int
    day: int
    second: int
    kind: str
    caption: str
    duration_seconds: int
    reach: int
    impressions: int
    views: int
    likes: int
    comments: int
    shares: int
    saves: int
    watch_seconds: int

    @property
    def date(self) -> date:
        """Day of posting as a date."""
        return date_of(self.day)


class Insights:
    """The team's posts, with counters on any day.

    Args:
        titles: that are promoted.
        seed: of the universe.
        last_day: the last day that the world can tell.
    """

    def __init__(self, titles: tuple[Title, ...], seed: int, last_day: int) -> None:
        self._titles = titles
        self._seed = seed
        self._days = {
            platform: sorted(dice.whole(-SPAN_DAYS, last_day) for _ in range(POSTS))
            for number, platform in enumerate(PLATFORMS)
            for dice in [Dice(seed, "insight days", number)]
        }

    def on(self, platform: str, day: int) -> tuple[InsightRow, ...]:
        """All posts of a platform up to a day, oldest first, with that day's counters.

        Raises:
            KeyError: no such platform.
        """
        days = self._days[platform]
        first = PLATFORMS.index(platform) * POSTS
        return tuple(
            self._row(platform, first + place, posted, day)
            for place, posted in enumerate(days)
            if posted <= day
        )

    def _row(self, platform: str, index: int, posted: int, day: int) -> InsightRow:
        dice = Dice(self._seed, "insight", index)
        title = dice.one(self._titles)
        kind = dice.one(_KINDS[platform])
        seconds = dice.whole(8, 90) if kind in ("video", "reel", "story") else 0
        caption = f"{title.names.video}: {say(dice, title.quality, 1.2).text}"
        tag = hashtag(title.names.video)
        grown = 1 - exp(-(day - posted + 1) / 3.5)
        size = dice.spread(6_000, 1.0) * exp(0.4 * title.fame) * grown
        shown, played = dice.between(1.1, 1.7), dice.between(0.6, 0.95) if seconds else 0.0
        liked = dice.between(0.02, 0.09) * (0.5 + title.quality)
        digits = {"instagram": 17, "facebook": 15}.get(platform, 19)
        number = dice.whole(0, 10**12)
        second = dice.whole(7, 22) * 3600
        reach = int(size * exp(OWN_POSTS.log_reach(posted, second)))
        impressions = int(reach * shown)
        views, likes = int(impressions * played), int(reach * liked)
        post_id = 7 * 10 ** (digits - 1) + number + index
        if platform == "tiktok":
            # the upper half of such an id is the second of the upload
            post_id = (unix(posted, second) << 32) + (number % (1 << 22) << 10) + index
        return InsightRow(
            platform=platform,
            account=_ACCOUNT,
            post_id=str(post_id),
            title_index=title.index,
            day=posted,
            second=second,
            kind=kind,
            caption=f"{caption} #{tag}" if tag else caption,
            duration_seconds=seconds,
            reach=reach,
            impressions=impressions,
            views=views,
            likes=likes,
            comments=int(likes * dice.between(0.01, 0.08)),
            shares=int(likes * dice.between(0.02, 0.15)),
            saves=0 if platform == "facebook" else int(likes * dice.between(0.03, 0.2)),
            watch_seconds=int(views * seconds * dice.between(0.3, 0.8)),
        )

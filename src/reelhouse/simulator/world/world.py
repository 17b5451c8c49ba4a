"""The world: one invented universe behind all providers."""

from datetime import date
from functools import cached_property

from reelhouse.simulator.universe import Universe
from reelhouse.simulator.world.anime import Anime, make_anime
from reelhouse.simulator.world.availability import Availability, Offer, make_offers
from reelhouse.simulator.world.catalogue import ImdbTitle, choose_titles
from reelhouse.simulator.world.channel_maker import make_channels
from reelhouse.simulator.world.charts import Charts
from reelhouse.simulator.world.clock import HISTORY_DAYS, date_of
from reelhouse.simulator.world.comments import Comment, make_comments
from reelhouse.simulator.world.companies import Companies, invent_companies
from reelhouse.simulator.world.effects import Effects
from reelhouse.simulator.world.insights import Insights
from reelhouse.simulator.world.music import Album, Artist, Track, invent_artists, make_albums
from reelhouse.simulator.world.netflix import NetflixRun, make_runs, week_days
from reelhouse.simulator.world.netflix_charts import NetflixCharts
from reelhouse.simulator.world.people import Person, meet_people
from reelhouse.simulator.world.podcasts import Podcast, make_podcasts
from reelhouse.simulator.world.social import Account, Post, make_accounts, make_posts
from reelhouse.simulator.world.title_maker import make_titles
from reelhouse.simulator.world.titles import Title
from reelhouse.simulator.world.twitch import Twitch
from reelhouse.simulator.world.video import Channel, Video
from reelhouse.simulator.world.video_maker import make_videos
from reelhouse.simulator.world.vimeo import VimeoVideo, make_vimeo


class World:
    """Everything that is true of titles, videos, music, posts, members and deals.

    Days are whole numbers, 0 is `universe.FIRST_DAY`. Lists hold everything up to `days`, so that
    a provider shows what is there on `day`, its today. Every part is made when it is first asked
    for, and the same arguments give the same world.

    Args:
        seed: of the universe; the same as that of the IMDb files.
        scale: of the universe; the same as that of the IMDb files.
        titles: how many to tell of; fewer where the universe has not enough.
        days: how many days after the first the world can be advanced; other `days` are another
            world.
        day: today.

    Raises:
        ValueError: titles or days is out of range, or today is.
    """

    def __init__(
        self, seed: int = 7, scale: float = 0.01, titles: int = 600, days: int = 60, day: int = 0
    ) -> None:
        if titles < 1:
            raise ValueError(f"a world needs at least one title, not {titles}")
        if days < 0:
            raise ValueError(f"days must not be negative, not {days}")
        self.seed = seed
        self.scale = scale
        self.days = days
        self._wanted = titles
        self.day = day

    @property
    def day(self) -> int:
        """Today; may be set to any day from `-HISTORY_DAYS` to `days`."""
        return self._day

    @day.setter
    def day(self, day: int) -> None:
        if not -HISTORY_DAYS <= day <= self.days:
            raise ValueError(f"day must be from {-HISTORY_DAYS} to {self.days}, not {day}")
        self._day = day

    @property
    def today(self) -> date:
        """Today's calendar date."""
        return date_of(self._day)

    @cached_property
    def universe(self) -> Universe:
        """The IMDb universe that the titles are from."""
        return Universe(self.seed, self.scale)

    @cached_property
    def effects(self) -> Effects:
        """The planted parameters."""
        return Effects.draw(self.seed)

    @cached_property
    def companies(self) -> Companies:
        """Studios, networks and licensors."""
        return invent_companies(self.seed)

    @cached_property
    def _known(self) -> tuple[ImdbTitle, ...]:
        films, series = self._wanted * 5 // 12, self._wanted // 4
        return choose_titles(self.universe, films, series, self._wanted - films - series)

    @cached_property
    def _people_by_id(self) -> dict[str, Person]:
        return meet_people(self._known, self.seed)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """All who are credited on the titles."""
        return tuple(self._people_by_id.values())

    @cached_property
    def titles(self) -> tuple[Title, ...]:
        """Films, then series, then anime."""
        return make_titles(self._known, self._people_by_id, self.companies, self.seed, self.days)

    @cached_property
    def anime(self) -> tuple[Anime, ...]:
        """MyAnimeList's entries of the anime titles."""
        return make_anime(self.titles, self.companies, self.seed)

    @cached_property
    def artists(self) -> tuple[Artist, ...]:
        """Musicians."""
        return invent_artists(self.seed)

    @cached_property
    def _records(self) -> tuple[tuple[Album, ...], tuple[Track, ...]]:
        return make_albums(self.titles, self.artists, self.seed, self.days)

    @property
    def albums(self) -> tuple[Album, ...]:
        """Soundtracks and records."""
        return self._records[0]

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks of all albums."""
        return self._records[1]

    @cached_property
    def charts(self) -> Charts:
        """Music charts of any country and day."""
        return Charts(self.tracks, self.seed)

    @cached_property
    def podcasts(self) -> tuple[Podcast, ...]:
        """Podcasts about titles."""
        return make_podcasts(self.titles, self.seed, self.days)

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        """YouTube channels."""
        return make_channels(self.companies, self.artists, self.seed)

    @cached_property
    def videos(self) -> tuple[Video, ...]:
        """YouTube videos."""
        return make_videos(
            self.titles, self.channels, self.tracks, self.effects, self.seed, self.days
        )

    @cached_property
    def netflix_runs(self) -> tuple[NetflixRun, ...]:
        """What Netflix shows: films and seasons, with weekly hours."""
        return make_runs(self.titles, self.videos, self.effects, self.seed, self.days)

    @cached_property
    def netflix(self) -> NetflixCharts:
        """What Netflix publishes."""
        return NetflixCharts(self.netflix_runs, week_days(self.days), self.seed)

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """Which service shows what, where and when."""
        return make_offers(self.titles, self.netflix_runs, self.seed, self.days)

    @cached_property
    def availability(self) -> Availability:
        """The offers of a day, and their changes."""
        return Availability(self.offers)

    def comments(self, video: Video) -> tuple[Comment, ...]:
        """What is written under a video up to the end of the world, oldest first."""
        if video.index not in self._comments:
            title = None if video.title_index is None else self.titles[video.title_index]
            self._comments[video.index] = make_comments(
                video, title, self.effects, self.seed, self.days
            )
        return self._comments[video.index]

    @cached_property
    def _comments(self) -> dict[int, tuple[Comment, ...]]:
        return {}

    @cached_property
    def twitch(self) -> Twitch:
        """Games, streamers, streams and recorded streams."""
        return Twitch(self.titles, self.seed, self.days)

    @cached_property
    def vimeo(self) -> tuple[VimeoVideo, ...]:
        """Videos on Vimeo."""
        return make_vimeo(self.titles, self.companies, self.seed, self.days)

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """Accounts on Mastodon, Bluesky, Reddit and X."""
        return make_accounts(self.seed)

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """Posts on Mastodon, Bluesky, Reddit and X."""
        return make_posts(self.titles, self.accounts, self.effects, self.seed, self.days)

    @cached_property
    def insights(self) -> Insights:
        """The team's own posts on TikTok, Instagram and Facebook."""
        return Insights(self.titles, self.seed, self.days)

"""The world: one invented universe behind all providers."""

from functools import cached_property
from typing import Any

from reelhouse.simulator.world.availability import Availability, Offer, make_offers
from reelhouse.simulator.world.channel_maker import make_channels
from reelhouse.simulator.world.charts import Charts
from reelhouse.simulator.world.churn import Lives, live
from reelhouse.simulator.world.clock import day_of
from reelhouse.simulator.world.comments import Comment, make_comments
from reelhouse.simulator.world.core import Core
from reelhouse.simulator.world.deals import (
    Campaign,
    ContentBudget,
    Deal,
    make_budgets,
    make_campaigns,
    make_deals,
    months_of,
)
from reelhouse.simulator.world.insights import Insights
from reelhouse.simulator.world.license_offers import LicenseOffer, make_license_offers
from reelhouse.simulator.world.members import Member, MemberMonth, Session, invent_members
from reelhouse.simulator.world.music import Album, Artist, Track, invent_artists, make_albums
from reelhouse.simulator.world.netflix import NetflixRun, make_runs, week_days
from reelhouse.simulator.world.netflix_charts import NetflixCharts
from reelhouse.simulator.world.odd_days import OddDay, plan_odd_days
from reelhouse.simulator.world.podcasts import Podcast, make_podcasts
from reelhouse.simulator.world.regions import (
    PlanMonth,
    PriceRise,
    RegionMonth,
    draw_price_rises,
    make_plan_months,
    make_region_months,
)
from reelhouse.simulator.world.sessions import choose
from reelhouse.simulator.world.social import Account, Post, make_accounts, make_posts
from reelhouse.simulator.world.titles import Title
from reelhouse.simulator.world.truth import tell_truth
from reelhouse.simulator.world.twitch import Twitch
from reelhouse.simulator.world.video import Channel, Video
from reelhouse.simulator.world.video_maker import make_videos
from reelhouse.simulator.world.vimeo import VimeoVideo, make_vimeo


class World(Core):
    """Everything that is true of titles, videos, music, posts, members and deals.

    Every part is made when it is first asked for, and the same arguments give the same world. See
    `Core` for the arguments.
    """

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
    def _videos_by_title(self) -> dict[int, list[Video]]:
        found: dict[int, list[Video]] = {}
        for video in self.videos:
            if video.title_index is not None:
                found.setdefault(video.title_index, []).append(video)
        return found

    def trailers(self, title: Title) -> tuple[Video, ...]:
        """The trailers of a title, in order of their index; empty for older titles."""
        videos = self._videos_by_title.get(title.index, [])
        return tuple(video for video in videos if video.kind == "trailer")

    @cached_property
    def netflix_runs(self) -> tuple[NetflixRun, ...]:
        """What Netflix shows: films and seasons, with weekly hours."""
        return make_runs(self.titles, self.videos, self.effects, self.seed, self.days)

    @cached_property
    def netflix(self) -> NetflixCharts:
        """What Netflix publishes."""
        return NetflixCharts(
            self.netflix_runs, week_days(self.days), self.titles, self.effects, self.seed
        )

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

    @cached_property
    def deals(self) -> tuple[Deal, ...]:
        """Licensing deals."""
        return make_deals(self.titles, self.companies, self.effects, self.seed, self.days)

    @cached_property
    def license_offers(self) -> tuple[LicenseOffer, ...]:
        """Rights that licensors offer the team."""
        return make_license_offers(self.titles, self.companies, self.effects, self.seed, self.days)

    @cached_property
    def campaigns(self) -> tuple[Campaign, ...]:
        """Campaigns and what they cost."""
        return make_campaigns(self.titles, self.effects, self.seed, self.days)

    @cached_property
    def content_budgets(self) -> tuple[ContentBudget, ...]:
        """What may be spent on content, by region, month, type and genre."""
        return make_budgets(self.seed, self.days)

    @cached_property
    def price_rises(self) -> tuple[PriceRise, ...]:
        """When the service got dearer."""
        return draw_price_rises(self.seed, self.days)

    @cached_property
    def subscribers(self) -> tuple[RegionMonth, ...]:
        """Subscribers by region and month."""
        return make_region_months(
            self.campaigns, self.price_rises, self.effects, self.seed, self.days
        )

    @cached_property
    def subscription_revenue(self) -> tuple[PlanMonth, ...]:
        """Revenue by region, month and plan."""
        return make_plan_months(self.subscribers, self.price_rises, self.seed)

    @cached_property
    def _lives(self) -> Lives:
        members = invent_members(self.seed, self.days)
        return live(
            members,
            self.titles,
            self.price_rises,
            self.effects,
            self.seed,
            self.days,
            self.odd_days,
        )

    @cached_property
    def odd_days(self) -> tuple[OddDay, ...]:
        """Days on which the service is watched unlike on any other."""
        return plan_odd_days(self.seed, day_of(months_of(self.days)[0]), self.days)

    @property
    def members(self) -> tuple[Member, ...]:
        """Members of the service; a sample of its subscribers."""
        return self._lives.members

    @property
    def member_months(self) -> tuple[MemberMonth, ...]:
        """What is true of every member in every month, and whether it left."""
        return self._lives.months

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """What members watched, in order of time within each month."""
        return choose(
            self._lives.sittings,
            self.members,
            self.titles,
            self.deals,
            self.effects,
            self.seed,
            self.days,
        )

    def truth(self) -> dict[str, Any]:
        """Every planted parameter and list, and the crosswalk of all ids and names; JSON-able."""
        return tell_truth(self)

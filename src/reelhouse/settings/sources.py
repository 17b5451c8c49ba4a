"""The settings of each provider: where it is, what is wanted of it, and the keys to it.

Keys are secrets: they come from the environment only, and never from a file.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import NoDecode

from reelhouse.sources.api import Window


def _split(value: Any) -> Any:
    """A list may be written as one text with commas."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        return json.loads(value)
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [value] if isinstance(value, int) else value


Texts = Annotated[list[str], NoDecode, BeforeValidator(_split)]
Numbers = Annotated[list[int], NoDecode, BeforeValidator(_split)]
NO_SECRET = SecretStr("")


def _is_one_line(value: SecretStr) -> SecretStr:
    """A key as a file gave it, without the blanks and line ends around it."""
    text = value.get_secret_value().strip()
    if not text.isprintable() or not text.isascii():
        # the value itself must not be in the message
        raise ValueError("the key holds a line break or another character that no key has")
    return SecretStr(text)


Secret = Annotated[SecretStr, AfterValidator(_is_one_line)]


class FileSettings(BaseModel):
    """A provider of files."""

    model_config = ConfigDict(extra="forbid")

    base_url: str = Field("", description="Folder or address that holds the files.")


class ApiSettings(BaseModel):
    """What every API has in common."""

    model_config = ConfigDict(extra="forbid")

    base_url: str = Field(description="Address of the API.")
    limits: Annotated[list[str] | None, NoDecode, BeforeValidator(_split)] = Field(
        None,
        description="Rate windows instead of the provider's own, such as '3/s, 60/min'; an empty "
        "list means none, which is for servers of one's own.",
    )
    connections: int = Field(4, ge=1, le=64, description="Requests under way at once.")

    @field_validator("limits")
    @classmethod
    def _are_windows(cls, value: list[str] | None) -> list[str] | None:
        for text in value or []:
            Window.parse(text)
        return value

    @field_validator("base_url")
    @classmethod
    def _is_plain(cls, value: str) -> str:
        if "?" in value or "#" in value:
            raise ValueError("the address of an API has no query; a key goes into the environment")
        return value

    def windows(self, usual: tuple[Window, ...]) -> tuple[Window, ...]:
        """The rate windows that hold.

        Args:
            usual: the provider's own.
        """
        if self.limits is None:
            return usual
        return tuple(Window.parse(text) for text in self.limits)


class ImdbSettings(BaseModel):
    """IMDb's daily files."""

    model_config = ConfigDict(extra="forbid")

    base_url: str = Field(
        "https://datasets.imdbws.com/", description="Folder URL that holds the seven files."
    )


class JikanSettings(ApiSettings):
    """MyAnimeList through Jikan."""

    base_url: str = Field("https://api.jikan.moe/v4", description="Address of a Jikan server.")
    ids: Numbers = Field([], description="MyAnimeList ids to fetch.")
    top: int = Field(0, ge=0, description="As many of the top list.")
    seasons: Texts = Field(
        [], description="Seasons such as '2025-fall', or 'now', 'upcoming'; by default 'now'."
    )
    details: Texts = Field(
        [],
        description="Asked for each anime, beyond what lists give: any of full, statistics, "
        "recommendations, episodes, staff, streaming.",
    )


class AnilistSettings(ApiSettings):
    """AniList, the fallback for anime."""

    base_url: str = Field("https://graphql.anilist.co", description="Address of the GraphQL API.")
    ids: Numbers = Field([], description="MyAnimeList ids to fetch.")
    top: int = Field(0, ge=0, description="As many of the most popular.")
    seasons: Texts = Field(
        [], description="Seasons such as '2025-fall'; by default the present one."
    )


class TmdbSettings(ApiSettings):
    """The Movie Database."""

    base_url: str = Field("https://api.themoviedb.org/3", description="Address of the API.")
    token: Secret = Field(NO_SECRET, description="API read access token, or the older API key.")
    connections: int = Field(8, ge=1, le=20, description="Requests under way at once.")
    kinds: Texts = Field(["movie", "tv"], description="movie, tv or both.")
    discover: bool = Field(True, description="Whether titles are looked for by date.")
    first_date: date = Field(
        date(2024, 1, 1), description="Earliest release or first air date to discover."
    )
    last_date: date | None = Field(None, description="Latest one; by default the year's last day.")
    min_votes: int = Field(0, ge=0, description="Discover only titles with this many votes.")
    movie_ids: Numbers = Field([], description="Movies to fetch besides those discovered.")
    tv_ids: Numbers = Field([], description="Series to fetch besides those discovered.")
    details: bool = Field(True, description="Whether each title found is fetched whole.")
    trending: Texts = Field(["week"], description="Charts to fetch: day, week or both.")
    trending_pages: int = Field(5, ge=1, le=500, description="Pages of each chart, 20 places each.")
    language: str = Field("en-US", description="Language of titles and texts.")

    @field_validator("kinds", "trending")
    @classmethod
    def _are_known(cls, value: list[str], info: ValidationInfo) -> list[str]:
        known = {"kinds": {"movie", "tv"}, "trending": {"day", "week"}}[str(info.field_name)]
        if unknown := set(value) - known:
            raise ValueError(f"'{min(unknown)}' is none of {', '.join(sorted(known))}")
        return value


class NetflixSettings(FileSettings):
    """Netflix's Top 10 and engagement report."""

    base_url: str = Field(
        "https://www.netflix.com/tudum/top10/data/",
        description="Folder URL that holds the Top 10 files.",
    )
    engagement_url: Texts = Field(
        [],
        description="Addresses of engagement reports, xlsx files; each half year has its own.",
    )


class StreamingAvailabilitySettings(ApiSettings):
    """Which service has what in which country."""

    base_url: str = Field("https://api.movieofthenight.com/v4", description="Address of the API.")
    key: Secret = Field(NO_SECRET, description="API key.")
    countries: Texts = Field(["us"], description="Countries, ISO 3166-1 alpha-2 in lower case.")
    catalogs: Texts = Field(
        ["netflix", "prime", "disney", "hulu"],
        description="Services that are wanted, also as 'prime.subscription'; none means all.",
    )
    shows: bool = Field(True, description="Whether the catalogues are fetched, not only changes.")
    changes: Texts = Field(
        ["new", "removed", "expiring", "upcoming"],
        description="Kinds of change: any of new, removed, updated, expiring, upcoming.",
    )
    change_items: Texts = Field(
        ["show"], description="What changes: any of show, season, episode; each costs requests."
    )
    requests_per_day: int = Field(100, ge=1, description="What the plan allows.")

    @field_validator("countries")
    @classmethod
    def _are_lower_case(cls, value: list[str]) -> list[str]:
        return [country.lower() for country in value]


class CataloguesSettings(FileSettings):
    """Catalogue files of streaming services."""


class YoutubeSettings(ApiSettings):
    """YouTube Data API."""

    base_url: str = Field("https://www.googleapis.com/youtube/v3", description="Address.")
    key: Secret = Field(NO_SECRET, description="API key.")
    channels: Texts = Field(
        [], description="Channels whose uploads are followed: ids, or handles such as '@name'."
    )
    playlists: Texts = Field([], description="Ids of playlists that are followed, such as charts.")
    videos: Texts = Field([], description="Ids of further videos.")
    regions: Texts = Field(["US"], description="Countries whose popular videos are followed.")
    popular: bool = Field(True, description="Whether the popular videos are fetched.")
    comments: int = Field(0, ge=0, description="Comment threads a video at most.")
    units_per_day: int = Field(10_000, ge=1, description="Quota of the project.")
    accepted_audit: str = Field(
        "",
        description="Reference of the compliance audit that YouTube has accepted; without it no "
        "figure is derived from its data.",
    )


class TwitchSettings(ApiSettings):
    """Twitch Helix."""

    base_url: str = Field("https://api.twitch.tv/helix", description="Address of the API.")
    token_url: str = Field("https://id.twitch.tv/oauth2/token", description="Where tokens are had.")
    client_id: Secret = Field(NO_SECRET, description="Client id of the app.")
    client_secret: Secret = Field(NO_SECRET, description="Client secret of the app.")
    games: int = Field(20, ge=0, description="As many of the top categories.")
    streams: int = Field(100, ge=0, description="Live streams a category at most.")
    users: Texts = Field([], description="Ids of users whose videos are followed.")


class VimeoSettings(ApiSettings):
    """Vimeo."""

    base_url: str = Field("https://api.vimeo.com", description="Address of the API.")
    token: Secret = Field(NO_SECRET, description="Access token.")
    users: Texts = Field([], description="Users whose videos are followed.")
    channels: Texts = Field([], description="Channels whose videos are followed.")


class SpotifySettings(ApiSettings):
    """Spotify Web API."""

    base_url: str = Field("https://api.spotify.com/v1", description="Address of the API.")
    token_url: str = Field(
        "https://accounts.spotify.com/api/token", description="Where tokens are had."
    )
    client_id: Secret = Field(NO_SECRET, description="Client id of the app.")
    client_secret: Secret = Field(NO_SECRET, description="Client secret of the app.")
    market: str = Field("US", description="Country, ISO 3166-1 alpha-2.")
    artists: Texts = Field([], description="Ids of artists.")
    albums: Texts = Field([], description="Ids of albums.")
    shows: Texts = Field([], description="Ids of shows, with their episodes.")
    searches: Texts = Field([], description="Words to look for.")


class AppleMusicSettings(ApiSettings):
    """Apple's charts."""

    base_url: str = Field("https://rss.marketingtools.apple.com/api/v2", description="Address.")
    countries: Texts = Field(["us"], description="Countries, ISO 3166-1 alpha-2.")
    entries: int = Field(100, ge=1, le=100, description="Places of each chart.")


class SoundcloudSettings(ApiSettings):
    """SoundCloud."""

    base_url: str = Field("https://api.soundcloud.com", description="Address of the API.")
    token_url: str = Field(
        "https://secure.soundcloud.com/oauth/token", description="Where tokens are had."
    )
    client_id: Secret = Field(NO_SECRET, description="Client id of the app.")
    client_secret: Secret = Field(NO_SECRET, description="Client secret of the app.")
    users: Texts = Field([], description="Ids of users whose tracks are followed.")
    searches: Texts = Field([], description="Words to look for.")


class MastodonSettings(ApiSettings):
    """A Mastodon server."""

    base_url: str = Field("https://mastodon.social/api/v1", description="Address of a server.")
    token: Secret = Field(NO_SECRET, description="Access token, where the server wants one.")
    hashtags: Texts = Field([], description="Hashtags that are followed, without #.")
    posts: int = Field(200, ge=1, description="Posts a hashtag at most.")
    trends: bool = Field(True, description="Whether the server's trends are fetched.")


class BlueskySettings(ApiSettings):
    """Bluesky."""

    base_url: str = Field("https://bsky.social/xrpc", description="Address of the account's host.")
    handle: str = Field("", description="Handle of the account, such as name.bsky.social.")
    app_password: Secret = Field(NO_SECRET, description="App password of the account.")
    searches: Texts = Field([], description="Words or hashtags that are followed.")
    authors: Texts = Field([], description="Handles whose own posts are followed.")
    posts: int = Field(200, ge=1, description="Posts a search or author at most.")


class RedditSettings(ApiSettings):
    """Reddit, with an approved app."""

    base_url: str = Field("https://oauth.reddit.com", description="Address of the API.")
    token_url: str = Field(
        "https://www.reddit.com/api/v1/access_token", description="Where tokens are had."
    )
    client_id: Secret = Field(NO_SECRET, description="Client id of the app.")
    client_secret: Secret = Field(NO_SECRET, description="Client secret of the app.")
    subreddits: Texts = Field([], description="Subreddits that are followed.")
    listing: Literal["new", "hot", "top"] = Field("new", description="Which list of them.")
    period: Literal["hour", "day", "week", "month", "year", "all"] = Field(
        "week", description="What 'top' looks back on."
    )
    posts: int = Field(200, ge=1, le=1000, description="Posts a subreddit at most.")
    contact: str = Field(
        "", description="Reddit user who answers for the app; Reddit wants it in each request."
    )


class XSettings(ApiSettings):
    """X, paid by the post."""

    base_url: str = Field("https://api.x.com/2", description="Address of the API.")
    token: Secret = Field(NO_SECRET, description="Bearer token of the app.")
    searches: Texts = Field([], description="Queries over the last seven days.")
    posts: int = Field(100, ge=10, description="Posts a query at most.")
    usd_per_post: float = Field(0.005, ge=0, description="What a post read costs.")
    authors: bool = Field(
        False, description="Whether authors are read with the posts, which X charges for."
    )
    usd_per_author: float = Field(0.01, ge=0, description="What an author read costs.")
    max_usd_per_day: float = Field(1.0, ge=0, description="What may be spent in a day.")
    wording: Literal["post", "tweet"] = Field(
        "post",
        description="What parameters call a post: 'tweet' where it does not know `post.fields`.",
    )


class WikidataSettings(ApiSettings):
    """Wikidata's ids of titles."""

    base_url: str = Field("https://query.wikidata.org", description="Address of the query service.")
    connections: int = Field(1, ge=1, le=5, description="Requests under way at once.")
    batch: int = Field(200, ge=1, le=250, description="Ids a query.")
    imdb_ids: Texts = Field([], description="IMDb ids to look up; by default those of the lake.")
    titles: int = Field(
        2000, ge=1, description="Of the lake, as many titles, those with the most votes first."
    )


class FribbSettings(ApiSettings):
    """Fribb's lists of anime ids."""

    base_url: str = Field(
        "https://raw.githubusercontent.com/Fribb/anime-lists/master/anime-list-full.json",
        description="Address of the list.",
    )


class MovielensSettings(FileSettings):
    """MovieLens links between its own ids, IMDb's and TMDB's."""


class FirstPartySettings(FileSettings):
    """A team's own files."""


class InsightsSettings(FileSettings):
    """Insight exports of TikTok, Instagram and Facebook accounts."""

"""What TikTok, Instagram and Facebook tell an account's owner, as their tools export it.

The layouts are those of TikTok Studio (Analytics, Content) and Meta Business Suite (Insights,
Content) with English headers. All counts are totals since the post was published.
"""

from __future__ import annotations

from reelhouse.sources.tabular import Column, TableSchema, TableSource

_META_TIMES = ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y")


def _count(
    name: str, description: str, *aliases: str, required: bool = False, historic: bool = False
) -> Column:
    return Column(
        name,
        type="integer",
        minimum=0,
        grouped=True,
        required=required,
        historic=historic,
        aliases=aliases,
        description=description,
        nulls=("--", "-", "n/a"),
    )


def _seconds(name: str, description: str, *aliases: str, historic: bool = False) -> Column:
    return Column(
        name,
        type="decimal",
        unit="seconds",
        minimum=0,
        grouped=True,
        required=False,
        historic=historic,
        aliases=aliases,
        description=description,
        nulls=("--", "-", "n/a"),
    )


def _text(name: str, description: str, *aliases: str, historic: bool = False) -> Column:
    return Column(name, required=False, historic=historic, aliases=aliases, description=description)


def _meta_id(name: str, description: str, *aliases: str, key: bool = False) -> Column:
    return Column(
        name,
        key=key,
        required=key,
        # a spreadsheet turns long ids into 1.8E+16 and their digits are lost
        pattern=r"\d+(_\d+)?",
        example="17900000000000001 (all its digits; a spreadsheet drops some)",
        aliases=aliases,
        description=description,
    )


_ARRIVAL = Column(
    "fetched_at", type="timestamp", filled_from="arrival", description="When the file arrived."
)
_PUBLISHED = Column(
    "publish_time",
    type="timestamp",
    formats=_META_TIMES,
    description="When it was published, in the zone that the tool was set to.",
)
_PERIOD = Column(
    "period",
    key=True,
    required=False,
    aliases=("date",),
    description="`Lifetime`, or the day in an export by day.",
)
_META_IGNORED = (
    "data_comment",
    "caption_type",
    "is_crosspost",
    "is_share",
    "languages",
    "custom_labels",
    "funded_content_status",
    "matched_audience_*",
    "negative_feedback_*",
    "other_clicks",
    "link_clicks",
    "photo_clicks",
    "estimated_*",
    "approximate_*",
    "ad_*",
    "qualified_views",
    "*_video_views",
    "*_from_organic_posts",
    "*_from_boosted_posts",
    "reactions_comments_and_shares",
)

TIKTOK_POSTS = TableSchema(
    "tiktok_posts",
    (
        Column(
            "video_link",
            key=True,
            pattern=r"https?://\S+/(video|photo)/\d+\S*",
            example="https://www.tiktok.com/@account/video/7412345678901234567",
            aliases=("post_link", "link"),
            description="Address of the post; its id says when it was uploaded.",
        ),
        _text("video_title", "Text of the post.", "post_title", "title"),
        _text("post_time", "When it was posted, as exported: often without a year.", "posted"),
        _count("total_views", "Views.", "views", "video_views", required=True),
        _count("total_likes", "Likes.", "likes"),
        _count("total_comments", "Comments.", "comments"),
        _count("total_shares", "Shares.", "shares"),
        _count("add_to_favorites", "Saves.", "total_favorites", "favorites", historic=True),
        _seconds("average_watch_time", "Mean time watched a view.", historic=True),
        _ARRIVAL,
    ),
    "One row per post of an account and export.",
    reads="all",
    ignored=("time", "*_last_*", "watched_full_video", "total_play_time", "new_followers"),
)

INSTAGRAM_POSTS = TableSchema(
    "instagram_posts",
    (
        _meta_id("post_id", "Id of the post.", key=True),
        _PERIOD,
        _text("account_id", "Id of the account."),
        Column("account_username", description="Name of the account."),
        _text("account_name", "Name that the account shows."),
        _text("description", "Text of the post."),
        _seconds("duration_sec", "Length of a video."),
        _PUBLISHED,
        _text("permalink", "Address of the post."),
        _text("post_type", "Kind of post, such as IG reel, IG image or IG story."),
        _count("views", "Views.", historic=True),
        _count("impressions", "Times shown, in exports before views.", historic=True),
        _count("plays", "Plays of a reel, in exports before views.", historic=True),
        _count("reach", "Accounts that saw it.", required=True),
        _count("likes", "Likes."),
        _count("comments", "Comments."),
        _count("shares", "Shares."),
        _count("saves", "Saves."),
        _count("follows", "Follows from the post."),
        _ARRIVAL,
    ),
    "One row per post of an account, period and export.",
    reads="all",
    ignored=(*_META_IGNORED, "replies", "navigation", "profile_visits", "sticker_taps"),
)

FACEBOOK_POSTS = TableSchema(
    "facebook_posts",
    (
        _meta_id("post_id", "Id of the post.", key=True),
        _PERIOD,
        _text("page_id", "Id of the page."),
        Column("page_name", description="Name of the page."),
        _text("title", "Title of the post."),
        _text("description", "Text of the post."),
        _seconds("duration_sec", "Length of a video."),
        _PUBLISHED,
        _text("permalink", "Address of the post."),
        _text("post_type", "Kind of post, such as Photos, Videos or Reels."),
        _count("views", "Views.", historic=True),
        _count("impressions", "Times shown, in exports before views.", historic=True),
        _count("reach", "Accounts that saw it.", required=True),
        _count("reactions", "Reactions."),
        _count("comments", "Comments."),
        _count("shares", "Shares."),
        _count("total_clicks", "Clicks.", historic=True),
        _seconds("seconds_viewed", "Time watched in all.", historic=True),
        _seconds("average_seconds_viewed", "Mean time watched a view.", historic=True),
        _ARRIVAL,
    ),
    "One row per post of a page, period and export.",
    reads="all",
    ignored=_META_IGNORED,
)

SOURCE = TableSource(
    "insights",
    "insights",
    (TIKTOK_POSTS, INSTAGRAM_POSTS, FACEBOOK_POSTS),
    file_names={
        "tiktok_posts": ("tiktok_posts.csv", "*tiktok*"),
        "instagram_posts": ("instagram_posts.csv", "*instagram*"),
        "facebook_posts": ("facebook_posts.csv", "*facebook*"),
    },
)

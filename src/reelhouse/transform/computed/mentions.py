"""Which titles videos and posts are about."""

from __future__ import annotations

import pandas as pd

from reelhouse.transform.computed.names_in_text import NameBook, book_of, mentions
from reelhouse.transform.computed.post_texts import POST_TEXTS
from reelhouse.transform.workbench import Workbench

WRITES = ("bridge_title_video", "bridge_title_post")

# names of titles that another source than IMDb knows, and of those that many have voted for
_NAMES = """
with votes as (
    select title_key, vote_count from fact_rating_snapshot where is_latest
),
followed as (
    select distinct title_key from bridge_title_source
    union
    select title_key from votes where vote_count >= $least_votes
),
titles as (
    select title_key, primary_title, original_title
    from dim_title
    where is_current and not coalesce(is_adult, false) and title_type <> 'tvEpisode'
),
names as (
    select title_key, primary_title as name from titles
    union
    select title_key, original_title from titles
    union
    select title_key, record_name from bridge_title_source
)
select names.title_key, names.name, coalesce(votes.vote_count, 0) + 1.0 as weight
from names
inner join followed on names.title_key = followed.title_key
left join votes on names.title_key = votes.title_key
where names.name is not null
order by all
"""

# what sources say of a video, by its id
_NAMED_VIDEOS = """
with named as (
    select 'tmdb' as source, 'movie' as record_kind,
        cast(title_id_tmdb_movie as varchar) as record_id, lower(site) as platform,
        video_id_at_site as video_id
    from silver_tmdb__movie_video
    union all
    select 'tmdb', 'tv', cast(title_id_tmdb_tv as varchar), lower(site), video_id_at_site
    from silver_tmdb__tv_video
    union all
    select 'jikan', 'anime', cast(title_id_mal as varchar), 'youtube', video_id_youtube
    from silver_jikan__anime
    union all
    select 'anilist', 'anime', cast(title_id_anilist as varchar), 'youtube', video_id_youtube
    from silver_anilist__anime
)
select records.title_key, videos.platform, videos.video_id, max(records.confidence) as confidence
from named
inner join bridge_title_source as records
    on named.source = records.source
    and named.record_kind = records.record_kind
    and named.record_id = records.record_id
inner join dim_video as videos
    on named.platform = videos.platform and named.video_id = videos.video_id
group by all
order by all
"""

_VIDEOS = (
    "select platform, video_id, video_name as text from dim_video where video_name is not null"
)

_POSTS = f"""
with texts as (
    {POST_TEXTS}
),
hashtags as (
    select platform, post_id, string_agg(hashtag, ' ' order by hashtag) as hashtags
    from bridge_post_hashtag
    group by platform, post_id
)
select platform, post_id, texts.text, coalesce(hashtags.hashtags, '') as hashtags
from texts
inner join fact_post using (platform, post_id)
left join hashtags using (platform, post_id)
where texts.text is not null
order by platform, post_id
"""


def compute(bench: Workbench) -> None:
    """Write which titles each video and each post is about."""
    names = bench.query(_NAMES, {"least_votes": bench.settings.marts.mention_least_votes})
    genres = bench.query("select genre from dim_genre")["genre"]
    book = book_of(
        zip(names["title_key"], names["name"], names["weight"], strict=True),
        least_confidence=bench.settings.marts.mention_least_confidence,
        never_hashtags=list(genres),
    )
    bench.write(
        "bridge_title_video", about_videos(bench.query(_NAMED_VIDEOS), bench.query(_VIDEOS), book)
    )
    bench.write("bridge_title_post", about_posts(bench.query(_POSTS), book))


def about_videos(named: pd.DataFrame, videos: pd.DataFrame, book: NameBook) -> pd.DataFrame:
    """Titles of videos: those that a source names by the video's id, else those in its name.

    Args:
        named: title_key, platform, video_id, confidence; of sources that list a title's videos.
        videos: platform, video_id, text; all of them.
        book: names to look for.

    Returns:
        title_key, platform, video_id, method ("id" or "match"), matched_name, confidence.
    """
    known = named.assign(method="id", matched_name=None)
    with_id = set(zip(named["platform"], named["video_id"], strict=True))
    rows = [
        (mention.title_key, platform, video_id, "match", mention.name, mention.confidence)
        for platform, video_id, text in videos.itertuples(index=False)
        if (platform, video_id) not in with_id
        for mention in mentions(text, book)
    ]
    columns = ["title_key", "platform", "video_id", "method", "matched_name", "confidence"]
    return pd.concat([known[columns], pd.DataFrame(rows, columns=columns)], ignore_index=True)


def about_posts(posts: pd.DataFrame, book: NameBook) -> pd.DataFrame:
    """Titles that posts name.

    Args:
        posts: platform, post_id, text and hashtags, apart by blanks.
        book: names to look for.

    Returns:
        title_key, platform, post_id, method ("hashtag" or "phrase"), matched_name, confidence.
    """
    rows = [
        (mention.title_key, platform, post_id, mention.method, mention.name, mention.confidence)
        for platform, post_id, text, hashtags in posts.itertuples(index=False)
        for mention in mentions(text, book, hashtags.split())
    ]
    columns = ["title_key", "platform", "post_id", "method", "matched_name", "confidence"]
    return pd.DataFrame(rows, columns=columns)

with fetched as (
    {{ every_fetch_of(source('bluesky', 'post')) }}
)

select
    entity_id as post_id_bluesky,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_integer('payload', 'likeCount') }} as like_count,
    {{ json_integer('payload', 'repostCount') }} as repost_count,
    {{ json_integer('payload', 'replyCount') }} as reply_count,
    {{ json_integer('payload', 'quoteCount') }} as quote_count,
    {{ json_integer('payload', 'bookmarkCount') }} as bookmark_count
from fetched

with fetched as (
    {{ every_fetch_of(source('x', 'post')) }}
)

select
    entity_id as post_id_x,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_integer('payload', 'public_metrics.like_count') }} as like_count,
    coalesce(
        {{ json_integer('payload', 'public_metrics.repost_count') }},
        {{ json_integer('payload', 'public_metrics.retweet_count') }}
    ) as repost_count,
    {{ json_integer('payload', 'public_metrics.reply_count') }} as reply_count,
    {{ json_integer('payload', 'public_metrics.quote_count') }} as quote_count,
    {{ json_integer('payload', 'public_metrics.bookmark_count') }} as bookmark_count,
    {{ json_integer('payload', 'public_metrics.impression_count') }} as impression_count
from fetched

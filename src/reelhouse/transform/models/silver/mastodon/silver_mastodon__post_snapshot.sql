with fetched as (
    {{ every_fetch_of(source('mastodon', 'status')) }}
)

select
    entity_id as post_id_mastodon,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_integer('payload', 'favourites_count') }} as like_count,
    {{ json_integer('payload', 'reblogs_count') }} as repost_count,
    {{ json_integer('payload', 'replies_count') }} as reply_count,
    {{ json_integer('payload', 'quotes_count') }} as quote_count,
    {{ json_integer('payload', 'account.followers_count') }} as account_follower_count
from fetched

with fetched as (
    {{ every_fetch_of(source('x', 'user')) }}
)

select
    entity_id as account_id_x,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_integer('payload', 'public_metrics.followers_count') }} as follower_count,
    {{ json_integer('payload', 'public_metrics.following_count') }} as following_count
from fetched

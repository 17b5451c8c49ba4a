with fetched as (
    {{ every_fetch_of(source('reddit', 'post')) }}
)

select
    entity_id as post_id_reddit,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_integer('payload', 'score') }} as score,
    {{ json_number('payload', 'upvote_ratio') }} as upvote_rate,
    {{ json_integer('payload', 'num_comments') }} as reply_count,
    {{ json_integer('payload', 'num_crossposts') }} as crosspost_count,
    {{ json_integer('payload', 'subreddit_subscribers') }} as subreddit_subscriber_count
from fetched

with newest as (
    {{ newest_of(source('x', 'user')) }}
)

select
    entity_id as account_id_x,
    {{ json_text('payload', 'username') }} as account_name,
    {{ json_text('payload', 'name') }} as display_name,
    nullif({{ json_text('payload', 'description') }}, '') as description,
    {{ json_boolean('payload', 'verified') }} as is_verified,
    {{ json_timestamp('payload', 'created_at') }} as created_at,
    {{ json_integer('payload', 'public_metrics.followers_count') }} as follower_count,
    {{ json_integer('payload', 'public_metrics.following_count') }} as following_count,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from newest

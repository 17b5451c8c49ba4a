with fetched as (
    {{ every_fetch_of(source('mastodon', 'trending_link')) }}
)

select
    {{ utc_timestamp('min(fetched_at) over (partition by load_id)') }} as charted_at,
    cast(entity_id as integer) as place,
    {{ json_text('payload', 'url') }} as link_url,
    nullif({{ json_text('payload', 'title') }}, '') as link_title,
    nullif({{ json_text('payload', 'provider_name') }}, '') as provider_name,
    {{ json_timestamp('payload', 'published_at') }} as published_at,
    {{ json_integer('payload', 'history[0].uses') }} as today_use_count,
    {{ json_integer('payload', 'history[0].accounts') }} as today_account_count
from fetched

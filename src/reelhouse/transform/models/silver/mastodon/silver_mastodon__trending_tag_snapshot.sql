with fetched as (
    {{ every_fetch_of(source('mastodon', 'trending_tag')) }}
)

select
    {{ utc_timestamp('min(fetched_at) over (partition by load_id)') }} as charted_at,
    cast(entity_id as integer) as place,
    lower({{ json_text('payload', 'name') }}) as hashtag,
    {{ json_integer('payload', 'history[0].uses') }} as today_use_count,
    {{ json_integer('payload', 'history[0].accounts') }} as today_account_count
from fetched

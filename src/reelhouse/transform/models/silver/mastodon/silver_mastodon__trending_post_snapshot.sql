with fetched as (
    {{ every_fetch_of(source('mastodon', 'trending_status')) }}
)

select
    {{ utc_timestamp('min(fetched_at) over (partition by load_id)') }} as charted_at,
    cast(entity_id as integer) as place,
    {{ json_text('payload', 'id') }} as post_id_mastodon,
    {{ json_text('payload', 'account.acct') }} as account_name,
    {{ html_text(json_text('payload', 'content')) }} as text,
    nullif({{ json_text('payload', 'language') }}, '') as language,
    {{ json_timestamp('payload', 'created_at') }} as created_at,
    {{ json_integer('payload', 'favourites_count') }} as like_count,
    {{ json_integer('payload', 'reblogs_count') }} as repost_count,
    {{ json_integer('payload', 'replies_count') }} as reply_count
from fetched

with newest as (
    {{ newest_of(source('mastodon', 'status')) }}
)

select
    entity_id as post_id_mastodon,
    {{ json_text('payload', 'account.id') }} as account_id_mastodon,
    {{ json_text('payload', 'account.acct') }} as account_name,
    {{ json_boolean('payload', 'account.bot') }} as is_bot,
    {{ html_text(json_text('payload', 'content')) }} as text,
    nullif({{ json_text('payload', 'spoiler_text') }}, '') as content_warning,
    nullif({{ json_text('payload', 'language') }}, '') as language,
    {{ json_timestamp('payload', 'created_at') }} as created_at,
    {{ json_timestamp('payload', 'edited_at') }} as edited_at,
    {{ json_text('payload', 'in_reply_to_id') }} is not null as is_reply,
    {{ json_boolean('payload', 'sensitive') }} as is_sensitive,
    {{ json_text('payload', 'visibility') }} as visibility,
    {{ json_text('payload', 'uri') }} as post_uri,
    {{ json_text('payload', 'url') }} as post_url,
    {{ json_text('payload', 'card.url') }} as link_url,
    {{ json_integer('payload', 'favourites_count') }} as like_count,
    {{ json_integer('payload', 'reblogs_count') }} as repost_count,
    {{ json_integer('payload', 'replies_count') }} as reply_count,
    {{ json_integer('payload', 'quotes_count') }} as quote_count,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from newest

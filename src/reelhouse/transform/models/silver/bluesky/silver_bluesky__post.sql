with newest as (
    {{ newest_of(source('bluesky', 'post')) }}
)

select
    entity_id as post_id_bluesky,
    {{ json_text('payload', 'author.did') }} as account_id_bluesky,
    {{ json_text('payload', 'author.handle') }} as account_name,
    {{ json_text('payload', 'record.text') }} as text,
    nullif({{ json_text('payload', 'record.langs[0]') }}, '') as language,
    {{ json_timestamp('payload', 'record.createdAt') }} as created_at,
    {{ json_timestamp('payload', 'indexedAt') }} as indexed_at,
    {{ json_text('payload', 'record.reply.parent.uri') }} is not null as is_reply,
    'https://bsky.app/profile/' || {{ json_text('payload', 'author.did') }} || '/post/'
        || {{ id_part(5) }} as post_url,
    {{ json_text('payload', 'embed.external.uri') }} as link_url,
    {{ json_integer('payload', 'likeCount') }} as like_count,
    {{ json_integer('payload', 'repostCount') }} as repost_count,
    {{ json_integer('payload', 'replyCount') }} as reply_count,
    {{ json_integer('payload', 'quoteCount') }} as quote_count,
    {{ json_integer('payload', 'bookmarkCount') }} as bookmark_count,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from newest

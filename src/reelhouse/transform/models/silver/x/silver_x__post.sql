with newest as (
    {{ newest_of(source('x', 'post')) }}
)

select
    entity_id as post_id_x,
    {{ json_text('payload', 'author_id') }} as account_id_x,
    coalesce(
        {{ json_text('payload', 'note_post.text') }},
        {{ json_text('payload', 'note_tweet.text') }},
        {{ json_text('payload', 'text') }}
    ) as text,
    nullif({{ json_text('payload', 'lang') }}, 'und') as language,
    {{ json_timestamp('payload', 'created_at') }} as created_at,
    {{ json_text('payload', 'conversation_id') }} <> entity_id as is_reply,
    coalesce({{ json_text('payload', 'text') }} like 'RT @%', false) as is_repost,
    {{ json_boolean('payload', 'possibly_sensitive') }} as is_sensitive,
    {{ json_text('payload', 'edit_history_post_ids[1]') }} is not null
        or {{ json_text('payload', 'edit_history_tweet_ids[1]') }} is not null as is_edited,
    'https://x.com/i/status/' || entity_id as post_url,
    coalesce(
        {{ json_text('payload', 'entities.urls[0].unwound_url') }},
        {{ json_text('payload', 'entities.urls[0].expanded_url') }}
    ) as link_url,
    {{ json_integer('payload', 'public_metrics.like_count') }} as like_count,
    coalesce(
        {{ json_integer('payload', 'public_metrics.repost_count') }},
        {{ json_integer('payload', 'public_metrics.retweet_count') }}
    ) as repost_count,
    {{ json_integer('payload', 'public_metrics.reply_count') }} as reply_count,
    {{ json_integer('payload', 'public_metrics.quote_count') }} as quote_count,
    {{ json_integer('payload', 'public_metrics.bookmark_count') }} as bookmark_count,
    {{ json_integer('payload', 'public_metrics.impression_count') }} as impression_count,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from newest

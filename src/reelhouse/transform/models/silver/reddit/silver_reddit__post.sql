with newest as (
    {{ newest_of(source('reddit', 'post')) }}
)

select
    entity_id as post_id_reddit,
    {{ json_text('payload', 'subreddit') }} as subreddit,
    {{ json_text('payload', 'author_fullname') }} as account_id_reddit,
    nullif({{ json_text('payload', 'author') }}, '[deleted]') as account_name,
    {{ json_text('payload', 'title') }} as title,
    case
        when {{ json_text('payload', 'selftext') }} in ('', '[deleted]', '[removed]') then null
        else {{ json_text('payload', 'selftext') }}
    end as text,
    {{ unix_timestamp_at(json_number('payload', 'created_utc')) }} as created_at,
    {{ unix_timestamp_at(json_number('payload', 'edited')) }} as edited_at,
    coalesce({{ json_text('payload', 'removed_by_category') }} is not null, false)
        or coalesce({{ json_text('payload', 'selftext') }} in ('[deleted]', '[removed]'), false)
        or coalesce({{ json_text('payload', 'author') }} = '[deleted]', false) as is_removed,
    {{ json_boolean('payload', 'over_18') }} as is_sensitive,
    {{ json_boolean('payload', 'stickied') }} as is_stickied,
    {{ json_boolean('payload', 'locked') }} as is_locked,
    nullif({{ json_text('payload', 'link_flair_text') }}, '') as flair,
    'https://www.reddit.com' || {{ json_text('payload', 'permalink') }} as post_url,
    case
        when {{ json_boolean('payload', 'is_self') }} then null
        else {{ json_text('payload', 'url') }}
    end as link_url,
    {{ json_integer('payload', 'score') }} as score,
    {{ json_number('payload', 'upvote_ratio') }} as upvote_rate,
    {{ json_integer('payload', 'num_comments') }} as reply_count,
    {{ json_integer('payload', 'num_crossposts') }} as crosspost_count,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from newest

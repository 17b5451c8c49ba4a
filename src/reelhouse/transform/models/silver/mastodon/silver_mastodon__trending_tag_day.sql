with fetched as (
    {{ every_fetch_of(source('mastodon', 'trending_tag')) }}
),

days as (
    {{ json_each('fetched', ["payload", "fetched_at"], 'payload', 'history') }}
),

counted as (
    select
        lower({{ json_text('payload', 'name') }}) as hashtag,
        cast({{ unix_timestamp_at(json_integer('entry', 'day')) }} as date) as use_date,
        {{ json_integer('entry', 'uses') }} as use_count,
        {{ json_integer('entry', 'accounts') }} as account_count,
        fetched_at
    from days
),

ranked as (
    select
        *,
        row_number() over (
            partition by hashtag, use_date order by fetched_at desc, use_count desc
        ) as newness
    from counted
    where hashtag is not null and use_date is not null
)

select
    hashtag,
    use_date,
    use_count,
    account_count,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from ranked
where newness = 1

with fetches as (
    {{ every_fetch_of(source('youtube', 'channel')) }}
),

counted as (
    select
        entity_id as channel_id_youtube,
        {{ utc_timestamp('fetched_at') }} as fetched_at,
        {{ json_integer('payload', 'statistics.viewCount') }} as view_count,
        {{ json_integer('payload', 'statistics.videoCount') }} as video_count,
        {{ json_integer('payload', 'statistics.subscriberCount') }} as subscriber_count,
        {{ json_boolean('payload', 'statistics.hiddenSubscriberCount') }} as has_hidden_subscribers
    from fetches
),

final as (
    select
        channel_id_youtube,
        fetched_at,
        view_count,
        video_count,
        -- a hidden count is sent as 0
        case when has_hidden_subscribers then null else subscriber_count end as subscriber_count
    from counted
)

select * from final

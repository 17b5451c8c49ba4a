with fetches as (
    {{ every_fetch_of(source('twitch', 'video')) }}
),

final as (
    select
        entity_id as video_id_twitch,
        {{ utc_timestamp('fetched_at') }} as fetched_at,
        {{ json_integer('payload', 'view_count') }} as view_count
    from fetches
)

select * from final

with fetches as (
    {{ every_fetch_of(source('twitch', 'stream')) }}
),

final as (
    select
        entity_id as stream_id_twitch,
        {{ utc_timestamp('fetched_at') }} as fetched_at,
        nullif({{ json_text('payload', 'game_id') }}, '') as game_id_twitch,
        {{ json_integer('payload', 'viewer_count') }} as viewer_count
    from fetches
)

select * from final

with videos as (
    {{ newest_of(source('twitch', 'video')) }}
),

final as (
    select
        entity_id as video_id_twitch,
        {{ json_text('payload', 'stream_id') }} as stream_id_twitch,
        {{ json_text('payload', 'user_id') }} as user_id_twitch,
        {{ json_text('payload', 'user_name') }} as user_name,
        {{ json_text('payload', 'title') }} as video_name,
        nullif({{ json_text('payload', 'description') }}, '') as description,
        {{ json_text('payload', 'type') }} as video_type,
        nullif({{ json_text('payload', 'language') }}, '') as language_code,
        {{ duration_seconds(json_text('payload', 'duration')) }} as duration_seconds,
        {{ json_timestamp('payload', 'created_at') }} as created_at,
        {{ json_timestamp('payload', 'published_at') }} as published_at,
        {{ json_text('payload', 'url') }} as url,
        {{ utc_timestamp('fetched_at') }} as fetched_at
    from videos
)

select * from final

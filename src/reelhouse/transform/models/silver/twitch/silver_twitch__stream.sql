with streams as (
    {{ newest_of(source('twitch', 'stream')) }}
),

final as (
    select
        entity_id as stream_id_twitch,
        {{ json_text('payload', 'user_id') }} as user_id_twitch,
        {{ json_text('payload', 'user_name') }} as user_name,
        nullif({{ json_text('payload', 'game_id') }}, '') as game_id_twitch,
        nullif({{ json_text('payload', 'game_name') }}, '') as game_name,
        nullif({{ json_text('payload', 'title') }}, '') as stream_name,
        nullif({{ json_text('payload', 'language') }}, '') as language_code,
        {{ json_boolean('payload', 'is_mature') }} as is_mature,
        {{ json_timestamp('payload', 'started_at') }} as started_at,
        {{ utc_timestamp('fetched_at') }} as fetched_at
    from streams
)

select * from final

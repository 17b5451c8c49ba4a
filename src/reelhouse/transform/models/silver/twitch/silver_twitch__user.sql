with users as (
    {{ newest_of(source('twitch', 'user')) }}
),

final as (
    select
        entity_id as user_id_twitch,
        {{ json_text('payload', 'login') }} as login,
        {{ json_text('payload', 'display_name') }} as user_name,
        nullif({{ json_text('payload', 'broadcaster_type') }}, '') as broadcaster_type,
        nullif({{ json_text('payload', 'description') }}, '') as description,
        {{ json_timestamp('payload', 'created_at') }} as created_at,
        {{ utc_timestamp('fetched_at') }} as fetched_at
    from users
)

select * from final

with videos as (
    {{ newest_of(source('vimeo', 'video')) }}
),

final as (
    select
        entity_id as video_id_vimeo,
        {{ vimeo_number(json_text('payload', 'user.uri')) }} as user_id_vimeo,
        {{ json_text('payload', 'user.name') }} as user_name,
        {{ json_text('payload', 'name') }} as video_name,
        nullif({{ json_text('payload', 'description') }}, '') as description,
        {{ json_text('payload', 'link') }} as url,
        {{ json_text('payload', 'type') }} as video_type,
        nullif({{ json_integer('payload', 'duration') }}, 0) as duration_seconds,
        {{ json_text('payload', 'language') }} as language_code,
        {{ json_text('payload', 'license') }} as license,
        {{ json_text('payload', 'privacy.view') }} as privacy_status,
        {{ json_timestamp('payload', 'created_time') }} as created_at,
        {{ json_timestamp('payload', 'release_time') }} as published_at,
        {{ json_timestamp('payload', 'modified_time') }} as modified_at,
        {{ utc_timestamp('fetched_at') }} as fetched_at
    from videos
)

select * from final

with videos as (
    {{ newest_of(source('vimeo', 'video')) }}
),

entries as (
    {{ json_each('videos', ['entity_id'], 'payload', 'tags') }}
),

final as (
    select
        entity_id as video_id_vimeo,
        position,
        {{ json_text('entry', 'name') }} as tag
    from entries
)

select * from final

with videos as (
    {{ newest_of(source('youtube', 'video')) }}
),

entries as (
    {{ json_each('videos', ['entity_id'], 'payload', 'snippet.tags') }}
),

final as (
    select
        entity_id as video_id_youtube,
        position,
        {{ entry_text('entry') }} as tag
    from entries
)

select * from final

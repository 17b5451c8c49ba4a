with videos as (
    {{ newest_of(source('youtube', 'video')) }}
),

entries as (
    {{ json_each('videos', ['entity_id'], 'payload', 'topicDetails.topicCategories') }}
),

final as (
    select
        entity_id as video_id_youtube,
        position,
        {{ entry_text('entry') }} as topic_url
    from entries
)

select * from final

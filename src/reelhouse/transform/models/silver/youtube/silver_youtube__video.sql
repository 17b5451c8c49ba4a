with videos as (
    {{ newest_of(source('youtube', 'video')) }}
),

final as (
    select
        entity_id as video_id_youtube,
        {{ json_text('payload', 'snippet.channelId') }} as channel_id_youtube,
        {{ json_text('payload', 'snippet.channelTitle') }} as channel_name,
        {{ json_text('payload', 'snippet.title') }} as video_name,
        nullif({{ json_text('payload', 'snippet.description') }}, '') as description,
        {{ json_text('payload', 'snippet.categoryId') }} as category_id_youtube,
        {{ json_text('payload', 'snippet.defaultLanguage') }} as language_code,
        {{ json_text('payload', 'snippet.defaultAudioLanguage') }} as audio_language_code,
        {{ json_text('payload', 'snippet.liveBroadcastContent') }} as broadcast_state,
        {{ json_timestamp('payload', 'snippet.publishedAt') }} as published_at,
        {{ duration_seconds(json_text('payload', 'contentDetails.duration')) }} as duration_seconds,
        {{ json_text('payload', 'contentDetails.definition') }} as definition,
        {{ json_boolean('payload', 'contentDetails.caption') }} as has_captions,
        {{ json_boolean('payload', 'contentDetails.licensedContent') }} as is_licensed_content,
        {{ json_text('payload', 'status.privacyStatus') }} as privacy_status,
        {{ json_text('payload', 'status.license') }} as license,
        {{ json_boolean('payload', 'status.embeddable') }} as is_embeddable,
        {{ json_boolean('payload', 'status.madeForKids') }} as is_made_for_kids,
        {{ utc_timestamp('fetched_at') }} as fetched_at
    from videos
)

select * from final

with channels as (
    {{ newest_of(source('youtube', 'channel')) }}
),

final as (
    select
        entity_id as channel_id_youtube,
        {{ json_text('payload', 'snippet.title') }} as channel_name,
        nullif({{ json_text('payload', 'snippet.description') }}, '') as description,
        {{ json_text('payload', 'snippet.customUrl') }} as handle,
        {{ json_text('payload', 'snippet.country') }} as country_code,
        {{ json_text('payload', 'contentDetails.relatedPlaylists.uploads') }} as uploads_playlist_id_youtube,
        {{ json_timestamp('payload', 'snippet.publishedAt') }} as created_at,
        {{ json_boolean('payload', 'statistics.hiddenSubscriberCount') }} as has_hidden_subscribers,
        {{ utc_timestamp('fetched_at') }} as fetched_at
    from channels
)

select * from final

with items as (
    {{ newest_of(source('youtube', 'playlist_item')) }}
),

final as (
    select
        entity_id as playlist_item_id_youtube,
        {{ json_text('payload', 'snippet.playlistId') }} as playlist_id_youtube,
        coalesce(
            {{ json_text('payload', 'contentDetails.videoId') }},
            {{ json_text('payload', 'snippet.resourceId.videoId') }}
        ) as video_id_youtube,
        {{ json_text('payload', 'snippet.videoOwnerChannelId') }} as channel_id_youtube,
        {{ json_text('payload', 'snippet.title') }} as video_name,
        {{ json_integer('payload', 'snippet.position') }} + 1 as position,
        {{ json_timestamp('payload', 'snippet.publishedAt') }} as added_at,
        {{ json_timestamp('payload', 'contentDetails.videoPublishedAt') }} as published_at,
        {{ utc_timestamp('fetched_at') }} as fetched_at
    from items
)

select * from final

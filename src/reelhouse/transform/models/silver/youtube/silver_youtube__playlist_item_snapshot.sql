with fetches as (
    {{ every_fetch_of(source('youtube', 'playlist_item')) }}
),

final as (
    select
        entity_id as playlist_item_id_youtube,
        {{ utc_timestamp('fetched_at') }} as fetched_at,
        {{ json_text('payload', 'snippet.playlistId') }} as playlist_id_youtube,
        coalesce(
            {{ json_text('payload', 'contentDetails.videoId') }},
            {{ json_text('payload', 'snippet.resourceId.videoId') }}
        ) as video_id_youtube,
        {{ json_integer('payload', 'snippet.position') }} + 1 as position
    from fetches
)

select * from final

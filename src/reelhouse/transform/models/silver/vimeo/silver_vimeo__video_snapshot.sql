with fetches as (
    {{ every_fetch_of(source('vimeo', 'video')) }}
),

final as (
    select
        entity_id as video_id_vimeo,
        {{ utc_timestamp('fetched_at') }} as fetched_at,
        {{ json_integer('payload', 'stats.plays') }} as view_count,
        {{ json_integer('payload', 'metadata.connections.likes.total') }} as like_count,
        {{ json_integer('payload', 'metadata.connections.comments.total') }} as comment_count
    from fetches
)

select * from final

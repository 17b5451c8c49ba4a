with fetches as (
    {{ every_fetch_of(source('youtube', 'comment_thread')) }}
),

final as (
    select
        entity_id as comment_id_youtube,
        {{ utc_timestamp('fetched_at') }} as fetched_at,
        {{ json_integer('payload', 'snippet.topLevelComment.snippet.likeCount') }} as like_count,
        {{ json_integer('payload', 'snippet.totalReplyCount') }} as reply_count
    from fetches
)

select * from final

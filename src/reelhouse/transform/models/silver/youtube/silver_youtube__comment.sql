with threads as (
    {{ newest_of(source('youtube', 'comment_thread')) }}
),

replies as (
    {{ json_each('threads', ['entity_id', 'fetched_at', 'payload'], 'payload', 'replies.comments') }}
),

top_level as (
    select
        entity_id as thread_id_youtube,
        fetched_at,
        {{ json_text('payload', 'snippet.videoId') }} as video_id_youtube,
        {{ json_integer('payload', 'snippet.totalReplyCount') }} as reply_count,
        false as is_reply,
        {{ json_text('payload', 'snippet.topLevelComment.id') }} as comment_id_youtube,
        {{ youtube_comment('payload', 'snippet.topLevelComment.snippet') }}
    from threads
),

answers as (
    select
        entity_id as thread_id_youtube,
        fetched_at,
        {{ json_text('payload', 'snippet.videoId') }} as video_id_youtube,
        cast(null as bigint) as reply_count,
        true as is_reply,
        {{ json_text('entry', 'id') }} as comment_id_youtube,
        {{ youtube_comment('entry', 'snippet') }}
    from replies
),

comments as (
    select * from top_level
    union all
    select * from answers
),

final as (
    select
        comment_id_youtube,
        thread_id_youtube,
        video_id_youtube,
        author_channel_id_youtube,
        author_name,
        comment_text,
        is_reply,
        reply_count,
        like_count,
        published_at,
        updated_at,
        updated_at > published_at as is_edited,
        {{ utc_timestamp('fetched_at') }} as fetched_at
    from comments
)

select * from final

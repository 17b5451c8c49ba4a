with fetches as (
    {{ every_fetch_of(source('youtube', 'video')) }}
),

counted as (
    select
        entity_id as video_id_youtube,
        {{ utc_timestamp('fetched_at') }} as fetched_at,
        {{ json_integer('payload', 'statistics.viewCount') }} as view_count,
        {{ json_integer('payload', 'statistics.likeCount') }} as like_count,
        {{ json_integer('payload', 'statistics.commentCount') }} as comment_count
    from fetches
),

final as (
    select
        video_id_youtube,
        fetched_at,
        view_count,
        like_count,
        comment_count,
        {{ derived_from_youtube(ratio('like_count + comment_count', 'view_count')) }} as engagement_rate,
        {{ reason_not_derived_from_youtube() }} as engagement_rate_reason
    from counted
)

select * from final

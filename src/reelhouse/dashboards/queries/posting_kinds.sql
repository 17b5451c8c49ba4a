-- Kinds of videos of which it is known how far they reach by the time of publishing.
with final as (
    select
        platform,
        content_type,
        max(video_count) as video_count,
        count(relative_reach) as told_count
    from mart_best_posting_time
    where {channels:channel_id}
    group by platform, content_type
)

select * from final
order by told_count > 0 desc, video_count desc, platform, content_type

-- Kinds of videos, those first of which it is known how far they reach by the time of publishing,
-- then those of whose platform medians are known.
with medians as (
    select platform, count(relative_reach) as median_count
    from mart_posting_time
    group by platform
),

final as (
    select
        times.platform,
        times.content_type,
        max(times.video_count) as video_count,
        count(times.relative_reach) as told_count,
        coalesce(max(medians.median_count), 0) as median_count
    from mart_best_posting_time as times
    left join medians on times.platform = medians.platform
    where {channels:times.channel_id}
    group by times.platform, times.content_type
)

select * from final
order by told_count > 0 desc, median_count > 0 desc, video_count desc, platform, content_type

-- How far videos of a kind reach by the hour or weekday of publishing; 1 is usual.
with final as (
    select
        platform,
        content_type,
        channel_id,
        channel_name,
        time_value,
        video_count,
        video_count_here,
        relative_reach,
        relative_reach_low,
        relative_reach_high,
        is_best,
        own_weight,
        not_told_reason
    from mart_best_posting_time
    where {channels:channel_id}
        and {platforms:platform}
        and {kinds:content_type}
        and {scales:time_scale}
)

select * from final
order by platform, content_type, channel_id, time_value

-- Channels as they were looked at last, with how many of their videos are known.
with seen as (
    select
        platform,
        channel_id,
        channel_name,
        observed_date,
        subscriber_count,
        view_count,
        engagement_rate,
        row_number() over (partition by platform, channel_id order by observed_date desc) as place
    from mart_channel_day
    where {since:observed_date}
        and {until:observed_date}
        and {channels:channel_id}
),

videos as (
    select platform, channel_id, count(*) as known_video_count
    from dim_video
    group by platform, channel_id
),

final as (
    select
        coalesce(seen.channel_name, seen.channel_id) as channel_name,
        seen.platform,
        seen.channel_id,
        seen.observed_date,
        seen.subscriber_count,
        seen.view_count,
        seen.engagement_rate,
        coalesce(videos.known_video_count, 0) as known_video_count
    from seen
    left join videos
        on seen.platform = videos.platform and seen.channel_id = videos.channel_id
    where seen.place = 1
)

select * from final
order by subscriber_count desc nulls last, known_video_count desc, channel_name, platform
limit {limit}

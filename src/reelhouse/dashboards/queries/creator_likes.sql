-- Likes by views of videos that were seen a thousand times and show both, with Wilson's 95 %
-- interval (1927); where nothing may be derived a video is left out.
with seen as (
    select
        platform,
        video_id,
        channel_id,
        view_count,
        like_count,
        like_rate,
        row_number() over (partition by platform, video_id order by observed_date desc) as place
    from mart_video_day
),

rated as (
    select
        coalesce(dim_video.video_name, dim_video.video_id) as video_name,
        dim_video.platform,
        dim_video.channel_name,
        seen.view_count,
        seen.like_count,
        seen.like_rate
    from seen
    inner join dim_video
        on seen.platform = dim_video.platform and seen.video_id = dim_video.video_id
    where seen.place = 1
        and seen.like_rate between 0 and 1
        and seen.view_count >= 1000
        and {channels:seen.channel_id}
        and {since:dim_video.published_at}
        and {until:dim_video.published_at}
),

final as (
    select
        video_name,
        platform,
        channel_name,
        view_count,
        like_count,
        like_rate,
        {low_of(like_rate, view_count)} as like_low_rate,
        {high_of(like_rate, view_count)} as like_high_rate,
        count(*) over () as rated_video_count
    from rated
)

select * from final
order by like_low_rate desc, video_name
limit {limit}

-- Videos with the counters that were read last, most viewed first.
with seen as (
    select
        platform,
        video_id,
        channel_id,
        age_days,
        view_count,
        like_count,
        comment_count,
        row_number() over (partition by platform, video_id order by observed_date desc) as place
    from mart_video_day
),

final as (
    select
        coalesce(dim_video.video_name, dim_video.video_id) as video_name,
        dim_video.platform,
        dim_video.channel_name,
        dim_video.content_type,
        dim_video.is_trailer,
        dim_video.published_at,
        seen.age_days,
        seen.view_count,
        seen.like_count,
        seen.comment_count
    from seen
    inner join dim_video
        on seen.platform = dim_video.platform and seen.video_id = dim_video.video_id
    where seen.place = 1
        and seen.view_count is not null
        and {channels:seen.channel_id}
        and {since:dim_video.published_at}
        and {until:dim_video.published_at}
)

select * from final
order by view_count desc, video_name, platform
limit {limit}

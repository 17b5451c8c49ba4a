-- Channels whose videos are about titles, with their subscribers as the platform last showed them.
with videos as (
    select
        dim_video.platform,
        dim_video.channel_id,
        dim_video.channel_name,
        dim_video.video_id,
        about.title_key
    from dim_video
    inner join bridge_title_video as about
        on dim_video.platform = about.platform and dim_video.video_id = about.video_id
    inner join dim_title on about.title_key = dim_title.title_key and dim_title.is_current
    where not coalesce(dim_video.is_trailer, false)
        -- of these platforms only the team's own accounts are known
        and dim_video.platform not in ('facebook', 'instagram', 'tiktok')
        and {genres:any of dim_title.genres}
        and {since:dim_video.published_at}
        and {until:dim_video.published_at}
),

seen as (
    select
        platform,
        channel_id,
        subscriber_count,
        row_number() over (partition by platform, channel_id order by observed_at desc) as place
    from fact_channel_snapshot
    where subscriber_count is not null
),

final as (
    select
        videos.channel_name,
        videos.platform,
        count(distinct videos.title_key) as title_count,
        count(distinct videos.video_id) as video_count,
        max(seen.subscriber_count) as subscriber_count
    from videos
    left join seen
        on videos.platform = seen.platform and videos.channel_id = seen.channel_id
        and seen.place = 1
    group by videos.channel_id, videos.channel_name, videos.platform
)

select * from final
order by title_count desc, subscriber_count desc nulls last, channel_name
limit {limit}

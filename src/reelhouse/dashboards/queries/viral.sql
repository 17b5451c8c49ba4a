-- Videos that are judged on whether they take off, those that do first.
with flags as (
    select
        coalesce(dim_video.video_name, dim_video.video_id) as video_name,
        flags.platform,
        dim_video.channel_name,
        about.primary_title,
        flags.observed_at,
        flags.view_count,
        flags.times_usual,
        flags.times_usual_low,
        flags.times_usual_high,
        flags.probability,
        flags.is_viral,
        flags.flagged_at,
        flags.likes_keep_pace
    from mart_viral_flag as flags
    inner join dim_video
        on flags.platform = dim_video.platform and flags.video_id = dim_video.video_id
    left join (
        select links.platform, links.video_id, min(dim_title.primary_title) as primary_title
        from bridge_title_video as links
        inner join dim_title on links.title_key = dim_title.title_key and dim_title.is_current
        group by links.platform, links.video_id
    ) as about
        on flags.platform = about.platform and flags.video_id = about.video_id
    where flags.is_viral is not null
        and flags.times_usual is not null
        and {channels:flags.channel_id}
),

final as (
    select
        *,
        count(*) over () as judged_count,
        sum(case when is_viral then 1 else 0 end) over () as viral_count
    from flags
)

select * from final
order by is_viral desc, probability desc, times_usual desc, video_name
limit {limit}

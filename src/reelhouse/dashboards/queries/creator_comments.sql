-- Share of kind comments among those judged, by channel, with Wilson's 95 % interval (1927).
with counted as (
    select
        coalesce(dim_video.channel_name, dim_video.channel_id) as channel_name,
        dim_video.platform,
        count(*) as judged_count,
        count(distinct texts.video_id) as video_count,
        avg(case when texts.sentiment >= 0.05 then 1.0 else 0.0 end) as kind_rate
    from fact_text_sentiment as texts
    inner join dim_video
        on texts.platform = dim_video.platform and texts.video_id = dim_video.video_id
    where texts.text_kind = 'comment'
        and texts.sentiment is not null
        and dim_video.channel_id is not null
        and {channels:dim_video.channel_id}
        and {since:texts.written_date}
        and {until:texts.written_date}
    group by dim_video.platform, dim_video.channel_id, dim_video.channel_name
    having count(*) >= 10
),

final as (
    select
        channel_name,
        platform,
        judged_count,
        video_count,
        kind_rate,
        {low_of(kind_rate, judged_count)} as kind_low_rate,
        {high_of(kind_rate, judged_count)} as kind_high_rate
    from counted
)

select * from final
order by judged_count desc, channel_name
limit {limit}

-- Days in which the daily views of videos fall to a half, by kind; ln(2) of those to 1/e.
with final as (
    select
        platform,
        content_type,
        video_count,
        observation_count,
        half_life_days,
        decay_days_lower * ln(2) as half_life_low_days,
        decay_days_upper * ln(2) as half_life_high_days
    from mart_video_decay
    where half_life_days is not null
        and decay_days_lower is not null
        and decay_days_upper is not null
)

select * from final
order by half_life_days desc, platform, content_type

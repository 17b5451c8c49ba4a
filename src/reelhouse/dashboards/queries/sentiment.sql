-- Share of kind posts among those that could be judged, with Wilson's 95 % interval (1927).
with days as (
    select days.platform, days.kind_mention_count, days.unkind_mention_count,
        days.judged_mention_count
    from mart_title_mention_day as days
    inner join dim_title on days.title_key = dim_title.title_key and dim_title.is_current
    where {genres:any of dim_title.genres}
        and {since:days.created_date}
        and {until:days.created_date}
),

counted as (
    select
        platform,
        sum(judged_mention_count) as judged_count,
        sum(kind_mention_count) as kind_count,
        sum(unkind_mention_count) as unkind_count,
        sum(kind_mention_count) * 1.0 / sum(judged_mention_count) as kind_rate
    from days
    group by platform
    having sum(judged_mention_count) > 0
),

final as (
    select
        platform,
        judged_count,
        kind_count,
        unkind_count,
        kind_rate,
        {low_of(kind_rate, judged_count)} as kind_low_rate,
        {high_of(kind_rate, judged_count)} as kind_high_rate
    from counted
)

select * from final
order by kind_rate desc, platform

-- Hours of titles in Netflix's lists of the world, by the weeks since they were first in any list.
with final as (
    select
        weeks.title_key,
        dim_title.primary_title,
        dim_title.start_year,
        weeks.weeks_since_first,
        weeks.top10_week,
        weeks.viewed_hours,
        weeks.country_count
    from mart_netflix_title_week as weeks
    inner join dim_title on weeks.title_key = dim_title.title_key and dim_title.is_current
    where {titles:weeks.title_key}
        and weeks.viewed_hours > 0
)

select * from final
order by weeks_since_first, title_key

-- Titles by year and kind in IMDb's catalogue, episodes and games left out.
with titles as (
    select
        start_year,
        case
            when title_type in ('tvSeries', 'tvMiniSeries', 'tvPilot') then 'series'
            else 'film'
        end as kind,
        title_count,
        rated_title_count
    from mart_title_mix
    where {types:title_type}
        and start_year is not null
        and {since_year:start_year}
        and {until_year:start_year}
),

final as (
    select
        start_year,
        kind,
        sum(title_count) as title_count,
        sum(rated_title_count) as rated_title_count
    from titles
    group by start_year, kind
)

select * from final
order by start_year, kind

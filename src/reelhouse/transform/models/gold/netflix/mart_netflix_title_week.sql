{{ config(sort_by=['title_key', 'top10_week']) }}

with entries as (
    select title_key, top10_week, weekly_rank, viewed_hours, view_count
    from {{ ref('fact_netflix_week') }}
    where title_key is not null
),

country_places as (
    select title_key, top10_week, country_code, weekly_rank
    from {{ ref('fact_netflix_country_week') }}
    where title_key is not null
),

worldwide as (
    select
        title_key,
        top10_week,
        {{ whole('sum(viewed_hours)') }} as viewed_hours,
        {{ whole('sum(view_count)') }} as view_count,
        cast(count(*) as integer) as entry_count,
        min(weekly_rank) as best_rank
    from entries
    group by title_key, top10_week
),

by_country as (
    select
        title_key,
        top10_week,
        cast(count(distinct country_code) as integer) as country_count,
        min(weekly_rank) as best_country_rank,
        cast(count(distinct case when weekly_rank = 1 then country_code end) as integer) as first_place_country_count
    from country_places
    group by title_key, top10_week
),

title_weeks as (
    select title_key, top10_week from worldwide
    union
    select title_key, top10_week from by_country
),

stays as (
    {{ with_stay('title_weeks', ['title_key'], 'top10_week') }}
),

final as (
    select
        stays.title_key,
        stays.top10_week,
        worldwide.viewed_hours,
        {{ change_in_stay('worldwide.viewed_hours', ['stays.title_key'], 'stays.top10_week') }} as viewed_hours_change,
        worldwide.view_count,
        coalesce(worldwide.entry_count, 0) as entry_count,
        worldwide.best_rank,
        coalesce(by_country.country_count, 0) as country_count,
        by_country.best_country_rank,
        coalesce(by_country.first_place_country_count, 0) as first_place_country_count,
        stays.week_count,
        stays.run_number,
        stays.weeks_since_first
    from stays
    left join worldwide on stays.title_key = worldwide.title_key and stays.top10_week = worldwide.top10_week
    left join by_country on stays.title_key = by_country.title_key and stays.top10_week = by_country.top10_week
)

select * from final

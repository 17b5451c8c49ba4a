{{ config(sort_by=['entry_key', 'top10_week']) }}

with places as (
    select * from {{ ref('silver_netflix__top10_global') }}
),

country_places as (
    select top10_week, country_code, is_film, show_title, season_title, weekly_rank
    from {{ ref('silver_netflix__top10_country') }}
),

known_titles as (
    select title_key, record_id
    from {{ ref('bridge_title_source') }}
    where source = 'netflix' and record_kind = 'name'
),

named as (
    {{ with_namesakes('places', ['category', 'show_title', 'season_title'], 'top10_week') }}
),

entries as (
    select
        {{ stable_key("concat_ws('|', category, show_title, season_title, nullif(cast(namesake as string), '0'))") }} as entry_key,
        *
    from named
),

stays as (
    {{ with_stay('entries', ['entry_key'], 'top10_week') }}
),

-- lists of countries do not tell English from other languages
countries as (
    select
        top10_week,
        is_film,
        show_title,
        coalesce(season_title, '') as season,
        count(distinct country_code) as country_count,
        min(weekly_rank) as best_country_rank
    from country_places
    group by top10_week, is_film, show_title, coalesce(season_title, '')
),

country_weeks as (
    select distinct top10_week from country_places
),

final as (
    select
        stays.entry_key,
        known_titles.title_key,
        stays.category,
        stays.show_title,
        stays.season_title,
        stays.top10_week,
        stays.is_film,
        stays.is_english,
        stays.weekly_rank,
        cast({{ change_in_stay('stays.weekly_rank', ['stays.entry_key'], 'stays.top10_week') }} as smallint) as rank_change,
        stays.viewed_hours,
        {{ change_in_stay('stays.viewed_hours', ['stays.entry_key'], 'stays.top10_week') }} as viewed_hours_change,
        stays.view_count,
        stays.runtime_minutes,
        stays.cumulative_week_count,
        stays.week_count,
        stays.run_number,
        stays.weeks_since_first,
        stays.week_count = 1 and stays.cumulative_week_count = 1 as is_first_week,
        -- a week without any list of countries tells nothing of them
        case
            when country_weeks.top10_week is not null then cast(coalesce(countries.country_count, 0) as integer)
        end as country_count,
        countries.best_country_rank
    from stays
    left join known_titles
        on {{ netflix_name_id('stays.is_film', 'stays.show_title') }} = known_titles.record_id
    left join country_weeks on stays.top10_week = country_weeks.top10_week
    left join countries
        on stays.top10_week = countries.top10_week
        and stays.is_film = countries.is_film
        and stays.show_title = countries.show_title
        and coalesce(stays.season_title, '') = countries.season
)

select * from final

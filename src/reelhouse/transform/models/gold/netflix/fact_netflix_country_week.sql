{{ config(sort_by=['country_code', 'category', 'top10_week', 'weekly_rank']) }}
{%- set names = ['country_code', 'category', 'show_title', 'season_title'] %}
{%- set entry = names + ['namesake'] %}

with places as (
    select * from {{ ref('silver_netflix__top10_country') }}
),

known_titles as (
    select title_key, record_id
    from {{ ref('bridge_title_source') }}
    where source = 'netflix' and record_kind = 'name'
),

named as (
    {{ with_namesakes('places', names, 'top10_week') }}
),

stays as (
    {{ with_stay('named', entry, 'top10_week') }}
),

final as (
    select
        known_titles.title_key,
        stays.country_code,
        stays.country_name,
        stays.category,
        stays.top10_week,
        stays.weekly_rank,
        stays.show_title,
        stays.season_title,
        stays.is_film,
        cast({{ change_in_stay('stays.weekly_rank', entry, 'stays.top10_week') }} as smallint) as rank_change,
        stays.cumulative_week_count,
        stays.week_count,
        stays.run_number,
        stays.weeks_since_first,
        stays.week_count = 1 and stays.cumulative_week_count = 1 as is_first_week
    from stays
    left join known_titles
        on {{ netflix_name_id('stays.is_film', 'stays.show_title') }} = known_titles.record_id
)

select * from final

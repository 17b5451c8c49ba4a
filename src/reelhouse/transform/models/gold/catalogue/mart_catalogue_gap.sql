{{ config(sort_by=['country_code', 'popularity_place', 'title_key']) }}

with figures as (
    select title_key, record_kind, popularity
    from {{ ref('fact_title_day') }}
    where source = 'tmdb' and is_latest and popularity is not null
),

titles as (
    select title_key, primary_title from {{ ref('dim_title') }} where is_current
),

included as (
    select distinct country_code, platform, title_key
    from {{ ref('fact_offer') }}
    where is_current and is_included
),

popular as (
    select
        title_key,
        case when record_kind = 'movie' then 'film' else 'series' end as content_kind,
        max(popularity) as popularity
    from figures
    group by title_key, record_kind
),

-- films and series are popular on scales of their own
ranked as (
    select
        *,
        row_number() over (partition by content_kind order by popularity desc, title_key) as popularity_place,
        percent_rank() over (partition by content_kind order by popularity) as popularity_percentile_rate
    from popular
),

countries as (
    select distinct country_code from included
),

here as (
    select country_code, title_key, count(*) as platform_count
    from included
    group by country_code, title_key
),

elsewhere as (
    select title_key, count(distinct country_code) as country_count
    from included
    group by title_key
),

final as (
    select
        countries.country_code,
        ranked.title_key,
        titles.primary_title,
        ranked.content_kind,
        ranked.popularity,
        ranked.popularity_percentile_rate,
        {{ whole('ranked.popularity_place') }} as popularity_place,
        {{ whole('coalesce(elsewhere.country_count, 0)') }} as included_in_country_count
    from ranked
    cross join countries
    inner join titles on ranked.title_key = titles.title_key
    left join here on countries.country_code = here.country_code and ranked.title_key = here.title_key
    left join elsewhere on ranked.title_key = elsewhere.title_key
    where
        ranked.popularity_percentile_rate >= 1 - cast({{ mart_setting('hit_share') }} as double)
        and here.platform_count is null
)

select * from final

{{ config(sort_by=['genre', 'content_kind', 'list_year']) }}

with weekly as (
    select
        genre_key,
        genre,
        content_kind,
        top10_week,
        {{ summable('title_equivalents') }} as title_equivalents,
        {{ summable('viewed_hours') }} as viewed_hours,
        {{ summable('view_count') }} as view_count
    from {{ ref('mart_genre_week') }}
),

weeks as (
    {{ with_all_kinds('weekly', ['genre_key', 'genre', 'top10_week', 'title_equivalents', 'viewed_hours', 'view_count']) }}
),

-- a year that has only begun is compared with the same weeks of the year before
numbered as (
    select
        *,
        cast(extract(year from top10_week) as smallint) as list_year,
        cast(floor((extract(doy from top10_week) - 1) / 7) as smallint) as year_week
    from weeks
),

calendar as (
    select distinct list_year, year_week from numbered
),

comparable as (
    select these.list_year, these.year_week, earlier.list_year is not null as has_earlier
    from calendar as these
    left join calendar as earlier
        on these.list_year = earlier.list_year + 1 and these.year_week = earlier.year_week
),

followed as (
    select earlier.list_year, earlier.year_week
    from calendar as earlier
    inner join calendar as later
        on later.list_year = earlier.list_year + 1 and later.year_week = earlier.year_week
),

of_years as (
    select
        numbered.genre_key,
        numbered.genre,
        numbered.content_kind,
        numbered.list_year,
        sum(numbered.title_equivalents) as title_weeks,
        sum(numbered.viewed_hours) as viewed_hours,
        sum(numbered.view_count) as view_count,
        sum(case when comparable.has_earlier then numbered.viewed_hours else 0 end) as comparable_hours,
        sum(case when followed.list_year is not null then numbered.viewed_hours else 0 end) as followed_hours
    from numbered
    inner join comparable
        on numbered.list_year = comparable.list_year and numbered.year_week = comparable.year_week
    left join followed
        on numbered.list_year = followed.list_year and numbered.year_week = followed.year_week
    group by numbered.genre_key, numbered.genre, numbered.content_kind, numbered.list_year
),

coverage as (
    select
        list_year,
        count(*) as week_count,
        sum(case when has_earlier then 1 else 0 end) as comparable_week_count
    from comparable
    group by list_year
),

final as (
    select
        of_years.genre_key,
        of_years.genre,
        of_years.content_kind,
        of_years.list_year,
        {{ whole('coverage.week_count') }} as week_count,
        {{ whole('coverage.comparable_week_count') }} as comparable_week_count,
        cast(of_years.title_weeks as double) as title_weeks,
        cast(of_years.viewed_hours as double) as viewed_hours,
        cast(of_years.view_count as double) as view_count,
        {{ ratio('of_years.viewed_hours', 'sum(of_years.viewed_hours) over (partition by of_years.content_kind, of_years.list_year)') }}
            as hours_share_rate,
        {{ ratio('of_years.view_count', 'sum(of_years.view_count) over (partition by of_years.content_kind, of_years.list_year)') }}
            as views_share_rate,
        {{ ratio('of_years.title_weeks', 'sum(of_years.title_weeks) over (partition by of_years.content_kind, of_years.list_year)') }}
            as title_share_rate,
        {{ ratio('of_years.comparable_hours', 'earlier.followed_hours') }} - 1 as hours_growth_rate
    from of_years
    inner join coverage on of_years.list_year = coverage.list_year
    left join of_years as earlier
        on of_years.genre_key = earlier.genre_key
        and of_years.content_kind = earlier.content_kind
        and of_years.list_year = earlier.list_year + 1
)

select * from final

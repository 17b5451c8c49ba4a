{{ config(sort_by=['title_key', 'is_film', 'run_name', 'first_week']) }}
{%- set first_month = "case when report_half = 1 then 1 else 7 end" %}

with reports as (
    select
        title_key,
        season_number,
        report_year,
        report_half,
        is_film,
        title as run_name,
        release_date,
        viewed_hours,
        make_date(report_year, {{ first_month }}, 1) as first_date,
        {{ days_after('make_date(report_year + report_half - 1, case when report_half = 1 then 7 else 1 end, 1)', -1) }}
            as last_date
    from {{ ref('fact_netflix_half_year') }}
    where title_key is not null and is_film is not null
),

lists as (
    select title_key, category like 'Films%' as is_film, run_name, on_netflix_since_date
    from {{ ref('mart_run_week') }}
),

premieres as (
    select title_key, is_film, season_number, premiere_date from {{ ref('fact_premiere') }}
),

offers as (
    select title_key, since_date
    from {{ ref('fact_offer') }}
    where platform = 'netflix' and is_included
),

titles as (
    select title_key, is_anime from {{ ref('dim_title') }} where is_current
),

ratings as (
    select title_key, average_rating, vote_count from {{ ref('fact_rating_snapshot') }} where is_latest
),

listed as (
    select title_key, is_film, run_name, min(on_netflix_since_date) as listed_since_date
    from lists
    group by title_key, is_film, run_name
),

arrivals as (
    select title_key, min(since_date) as since_date
    from offers
    group by title_key
),

-- two rows of one name in a report are versions, or namesakes: nobody knows whose hours are whose
runs as (
    select
        title_key,
        season_number,
        report_year,
        report_half,
        is_film,
        run_name,
        first_date,
        last_date,
        min(release_date) as release_date,
        {{ whole('sum(viewed_hours)') }} as viewed_hours
    from reports
    group by title_key, season_number, report_year, report_half, is_film, run_name, first_date, last_date
    having count(*) = 1
),

-- a title's first offer says when Netflix had what was out by then, and nothing of later seasons; nor
-- of a run that came into the lists later than the offer lets expect
told as (
    select
        runs.title_key,
        runs.report_year,
        runs.report_half,
        runs.is_film,
        runs.run_name,
        runs.first_date,
        runs.last_date,
        runs.viewed_hours,
        case
            when runs.release_date is not null then runs.release_date
            when listed.title_key is not null then listed.listed_since_date
            when arrivals.since_date >= premieres.premiere_date then arrivals.since_date
        end as came_date,
        min(runs.first_date) over (partition by runs.title_key, runs.is_film, runs.run_name) as first_reported_date,
        min(runs.first_date) over () as first_report_date
    from runs
    left join listed
        on runs.title_key = listed.title_key
        and runs.is_film = listed.is_film
        and runs.run_name = listed.run_name
    left join premieres
        on runs.title_key = premieres.title_key
        and runs.is_film = premieres.is_film
        and coalesce(runs.season_number, 1) = premieres.season_number
    left join arrivals on runs.title_key = arrivals.title_key
),

-- what is reported first long after the day on which it is said to have come, came later
dated as (
    select
        *,
        case
            when came_date <= last_date
                and (first_reported_date = first_report_date or came_date >= first_reported_date)
                then came_date
        end as on_netflix_since_date
    from told
),

spans as (
    select
        *,
        {{ week_ending('greatest(first_date, coalesce(on_netflix_since_date, first_date))') }} as first_week
    from dated
),

final as (
    select
        spans.title_key,
        spans.is_film,
        spans.run_name,
        spans.report_year,
        spans.report_half,
        case when titles.is_anime then 'anime' else {{ content_kind('spans.is_film') }} end as run_kind,
        spans.viewed_hours,
        spans.on_netflix_since_date,
        spans.first_week,
        cast(floor({{ days_from('spans.first_week', 'spans.last_date') }} / 7) + 1 as integer) as week_count,
        cast(floor({{ days_from('spans.on_netflix_since_date', 'spans.first_week') }} / 7) as integer) as age_weeks,
        cast(ratings.average_rating as double) as average_rating,
        ratings.vote_count
    from spans
    inner join titles on spans.title_key = titles.title_key
    left join ratings on spans.title_key = ratings.title_key
)

select * from final

{{ config(sort_by=['title_key', 'run_name', 'category', 'top10_week']) }}

with lists as (
    select
        title_key,
        category,
        show_title,
        season_title,
        top10_week,
        is_film,
        weekly_rank,
        viewed_hours,
        runtime_minutes
    from {{ ref('fact_netflix_week') }}
),

premieres as (
    select title_key, is_film, season_number, premiere_date from {{ ref('fact_premiere') }}
),

reports as (
    select title_key, is_film, title as run_name, release_date
    from {{ ref('fact_netflix_half_year') }}
    where release_date is not null
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

-- the day from which Netflix had the title, in the country that had it first
arrivals as (
    select title_key, min(since_date) as since_date
    from offers
    group by title_key
),

-- the day from which Netflix had the run by its own word, which it gives of what it owns
released as (
    select title_key, is_film, run_name, min(release_date) as release_date
    from reports
    group by title_key, is_film, run_name
),

-- the tenth place is what a run has to pass to be seen at all; it is told in views, so that its
-- hours are those of a run as long as this one
tenth as (
    select category, top10_week, max(viewed_hours) as viewed_hours, max(runtime_minutes) as runtime_minutes
    from lists
    where weekly_rank = 10
    group by category, top10_week
),

dated as (
    select
        lists.title_key,
        coalesce(lists.season_title, lists.show_title) as run_name,
        lists.top10_week,
        lists.category,
        lists.is_film,
        lists.weekly_rank,
        lists.viewed_hours,
        lists.runtime_minutes,
        min(lists.top10_week) over (
            partition by lists.title_key, lists.category, lists.show_title, lists.season_title
        ) as first_listed_week,
        min(lists.top10_week) over () as first_week,
        coalesce(released.release_date, arrivals.since_date) as since_date,
        coalesce(
            released.release_date,
            greatest(
                coalesce(premieres.premiere_date, arrivals.since_date),
                coalesce(arrivals.since_date, premieres.premiere_date)
            )
        ) as came_date
    from lists
    left join premieres
        on lists.title_key = premieres.title_key
        and lists.is_film = premieres.is_film
        and coalesce({{ season_in_name('lists.season_title') }}, 1) = premieres.season_number
    left join arrivals on lists.title_key = arrivals.title_key
    left join released
        on lists.title_key = released.title_key
        and lists.is_film = released.is_film
        and coalesce(lists.season_title, lists.show_title) = released.run_name
    where lists.title_key is not null
),

-- a title is listed soon after it came or not at all: where it was listed much later, it came
-- later than these sources know, and its age is not known
aged as (
    select
        *,
        case
            when first_listed_week > first_week and {{ days_from('came_date', 'first_listed_week') }} between 0 and 42
                then came_date
            when first_listed_week = first_week and since_date is not null then came_date
        end as on_netflix_since_date
    from dated
),

final as (
    select
        aged.title_key,
        aged.run_name,
        aged.top10_week,
        aged.category,
        case when titles.is_anime then 'anime' else {{ content_kind('aged.is_film') }} end as run_kind,
        aged.weekly_rank,
        aged.viewed_hours,
        cast(
            tenth.viewed_hours * coalesce({{ ratio('aged.runtime_minutes', 'tenth.runtime_minutes') }}, 1) as double
        ) as tenth_place_hours,
        aged.on_netflix_since_date,
        cast(floor({{ days_from('aged.on_netflix_since_date', 'aged.top10_week') }} / 7) as integer) as age_weeks,
        cast(ratings.average_rating as double) as average_rating,
        ratings.vote_count
    from aged
    inner join titles on aged.title_key = titles.title_key
    inner join tenth on aged.category = tenth.category and aged.top10_week = tenth.top10_week
    left join ratings on aged.title_key = ratings.title_key
)

select * from final

{{ config(sort_by=['title_type', 'rank_in_type']) }}

with titles as (
    select
        title_key,
        title_id_imdb,
        title_type,
        primary_title,
        is_adult,
        start_year,
        runtime_minutes,
        genres
    from {{ ref('dim_title') }}
    where is_current
),

ratings as (
    select title_key, average_rating, vote_count, weighted_rating
    from {{ ref('fact_rating_snapshot') }}
    where is_latest
),

-- a rating whose title IMDb does not list has no name or type to report and is left out
rated_titles as (
    select
        titles.*,
        {{ decade_of('titles.start_year') }} as decade,
        ratings.average_rating,
        ratings.vote_count,
        ratings.weighted_rating
    from ratings
    inner join titles on ratings.title_key = titles.title_key
),

ranks as (
    select
        title_key,
        row_number() over (
            partition by title_type
            order by weighted_rating desc, vote_count desc, title_key
        ) as rank_in_type,
        row_number() over (
            partition by title_type, decade
            order by weighted_rating desc, vote_count desc, title_key
        ) as rank_in_type_decade
    from rated_titles
),

final as (
    select
        rated_titles.title_key,
        rated_titles.title_id_imdb,
        rated_titles.primary_title,
        rated_titles.title_type,
        rated_titles.is_adult,
        rated_titles.start_year,
        rated_titles.decade,
        rated_titles.runtime_minutes,
        rated_titles.genres,
        rated_titles.average_rating,
        rated_titles.vote_count,
        rated_titles.weighted_rating,
        cast(ranks.rank_in_type as integer) as rank_in_type,
        case
            when rated_titles.decade is not null then cast(ranks.rank_in_type_decade as integer)
        end as rank_in_type_decade
    from rated_titles
    inner join ranks on rated_titles.title_key = ranks.title_key
)

select * from final

{{ config(sort_by=['title_type', 'start_year', 'genres']) }}

with titles as (
    select title_key, title_type, start_year, genres
    from {{ ref('dim_title') }}
    where is_current and described_by = 'imdb'
),

ratings as (
    select title_key, average_rating, vote_count, weighted_rating
    from {{ ref('fact_rating_snapshot') }}
    where is_latest
),

final as (
    select
        titles.title_type,
        titles.start_year,
        titles.genres,
        count(*) as title_count,
        count(ratings.title_key) as rated_title_count,
        {{ whole('coalesce(sum(ratings.vote_count), 0)') }} as vote_count,
        cast(coalesce(sum(ratings.average_rating), 0) as decimal(18, 1)) as average_rating_sum,
        cast(coalesce(sum(ratings.average_rating * ratings.vote_count), 0) as decimal(18, 1))
            as average_rating_by_votes_sum,
        cast(coalesce(sum({{ exact('ratings.weighted_rating') }}), 0) as decimal(18, 9)) as weighted_rating_sum
    from titles
    left join ratings on titles.title_key = ratings.title_key
    group by titles.title_type, titles.start_year, titles.genres
)

select * from final

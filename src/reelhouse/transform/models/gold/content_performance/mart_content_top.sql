{{ config(sort_by=['scope', 'title_type', 'decade', 'genre', 'rank_in_scope']) }}
{%- set top_count = var('content_top_count', 100) %}

with performance as (
    select
        title_key,
        title_id_imdb,
        primary_title,
        title_type,
        start_year,
        decade,
        average_rating,
        vote_count,
        weighted_rating,
        rank_in_type,
        rank_in_type_decade
    from {{ ref('mart_content_performance') }}
),

title_genres as (
    select title_key, genre_key from {{ ref('bridge_title_genre') }}
),

genres as (
    select genre_key, genre from {{ ref('dim_genre') }}
),

top_of_type as (
    select
        'type' as scope,
        cast(null as smallint) as decade,
        cast(null as string) as genre,
        rank_in_type as rank_in_scope,
        title_key
    from performance
    where rank_in_type <= {{ top_count }}
),

top_of_type_decade as (
    select
        'type and decade' as scope,
        decade,
        cast(null as string) as genre,
        rank_in_type_decade as rank_in_scope,
        title_key
    from performance
    where rank_in_type_decade <= {{ top_count }}
),

-- the rank within a type orders its titles already
genre_ranks as (
    select
        title_genres.genre_key,
        title_genres.title_key,
        row_number() over (
            partition by performance.title_type, title_genres.genre_key
            order by performance.rank_in_type
        ) as rank_in_scope
    from title_genres
    inner join performance on title_genres.title_key = performance.title_key
),

top_of_type_genre as (
    select
        'type and genre' as scope,
        cast(null as smallint) as decade,
        genres.genre,
        cast(genre_ranks.rank_in_scope as integer) as rank_in_scope,
        genre_ranks.title_key
    from genre_ranks
    inner join genres on genre_ranks.genre_key = genres.genre_key
    where genre_ranks.rank_in_scope <= {{ top_count }}
),

scopes as (
    select * from top_of_type
    union all
    select * from top_of_type_decade
    union all
    select * from top_of_type_genre
),

final as (
    select
        scopes.scope,
        performance.title_type,
        scopes.decade,
        scopes.genre,
        scopes.rank_in_scope,
        performance.title_key,
        performance.title_id_imdb,
        performance.primary_title,
        performance.start_year,
        performance.average_rating,
        performance.vote_count,
        performance.weighted_rating
    from scopes
    inner join performance on scopes.title_key = performance.title_key
)

select * from final

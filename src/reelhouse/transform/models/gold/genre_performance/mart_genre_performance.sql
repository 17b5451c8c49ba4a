{{ config(sort_by=['genre', 'title_type']) }}

with title_mix as (
    select title_type, genres, {{ mix_sums() | join(', ') }} from {{ ref('mart_title_mix') }}
),

genres as (
    select genre_key, genre from {{ ref('dim_genre') }}
),

types_and_all as (
    {{ with_all_types('title_mix', ['genres'], mix_sums()) }}
),

type_totals as (
    select title_type, sum(title_count) as type_title_count
    from types_and_all
    group by title_type
),

entries as (
    {{ each_genre('types_and_all', ['title_type'] + mix_sums()) }}
),

genre_totals as (
    select
        entry as genre,
        title_type,
        {{ sum_each(mix_sums()) }}
    from entries
    group by entry, title_type
),

final as (
    select
        genres.genre_key,
        genres.genre,
        genre_totals.title_type,
        {{ whole('genre_totals.title_count') }} as title_count,
        {{ ratio('genre_totals.title_count', 'type_totals.type_title_count') }} as title_share_rate,
        {{ whole('genre_totals.rated_title_count') }} as rated_title_count,
        {{ whole('genre_totals.vote_count') }} as vote_count,
        {{ ratio('genre_totals.average_rating_sum', 'genre_totals.rated_title_count') }} as mean_average_rating,
        {{ ratio('genre_totals.average_rating_by_votes_sum', 'genre_totals.vote_count') }}
            as vote_weighted_average_rating,
        {{ ratio('genre_totals.weighted_rating_sum', 'genre_totals.rated_title_count') }} as mean_weighted_rating
    from genre_totals
    inner join genres on genre_totals.genre = genres.genre
    inner join type_totals on genre_totals.title_type = type_totals.title_type
)

select * from final

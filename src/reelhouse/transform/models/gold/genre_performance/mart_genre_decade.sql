{{ config(sort_by=['genre', 'decade']) }}

-- a title without a year belongs to no decade
with title_mix as (
    select {{ decade_of('start_year') }} as decade, genres, {{ mix_sums() | join(', ') }}
    from {{ ref('mart_title_mix') }}
    where start_year is not null
),

genres as (
    select genre_key, genre from {{ ref('dim_genre') }}
),

decades as (
    select decade, sum(title_count) as decade_title_count
    from title_mix
    group by decade
),

entries as (
    {{ each_genre('title_mix', ['decade'] + mix_sums()) }}
),

genre_totals as (
    select
        entry as genre,
        decade,
        {{ sum_each(mix_sums()) }}
    from entries
    group by entry, decade
),

-- every genre in every decade that has titles, so that a fall to nothing shows
shares as (
    select
        genres.genre_key,
        genres.genre,
        decades.decade,
        {{ whole('coalesce(genre_totals.title_count, 0)') }} as title_count,
        {{ ratio('coalesce(genre_totals.title_count, 0)', 'decades.decade_title_count') }} as title_share_rate,
        {{ whole('coalesce(genre_totals.rated_title_count, 0)') }} as rated_title_count,
        {{ whole('coalesce(genre_totals.vote_count, 0)') }} as vote_count,
        {{ ratio('genre_totals.average_rating_sum', 'genre_totals.rated_title_count') }} as mean_average_rating,
        {{ ratio('genre_totals.weighted_rating_sum', 'genre_totals.rated_title_count') }} as mean_weighted_rating
    from genres
    cross join decades
    left join genre_totals on genres.genre = genre_totals.genre and decades.decade = genre_totals.decade
),

final as (
    select
        shares.genre_key,
        shares.genre,
        shares.decade,
        shares.title_count,
        shares.title_share_rate,
        shares.title_share_rate - decade_before.title_share_rate as title_share_change_rate,
        shares.rated_title_count,
        shares.vote_count,
        shares.mean_average_rating,
        shares.mean_weighted_rating
    from shares
    left join shares as decade_before
        on shares.genre = decade_before.genre and shares.decade - 10 = decade_before.decade
)

select * from final

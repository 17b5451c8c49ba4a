with whole_movies as (
    select * from {{ ref('silver_tmdb__movie') }}
),

listed_movies as (
    select * from {{ ref('silver_tmdb__listed_movie') }}
),

trending_movies as (
    select * from {{ ref('silver_tmdb__trending_movie') }}
),

movie_fetches as (
    select title_id_tmdb_movie, fetched_at from {{ ref('silver_tmdb__movie_snapshot') }}
    union all
    select title_id_tmdb_movie, fetched_at from {{ ref('silver_tmdb__trending_movie_snapshot') }}
),

movie_genres as (
    select title_id_tmdb_movie, genre_name from {{ ref('silver_tmdb__movie_genre') }}
    union all
    select listed.title_id_tmdb_movie, genre.genre_name
    from {{ ref('silver_tmdb__listed_movie_genre') }} as listed
    inner join {{ ref('silver_tmdb__genre') }} as genre
        on listed.genre_id_tmdb = genre.genre_id_tmdb and genre.title_kind = 'movie'
),

movie_credits as (
    select title_id_tmdb_movie, person_name
    from {{ ref('silver_tmdb__movie_credit') }}
    where job = 'Director' or billing_order < 5
),

whole_series as (
    select * from {{ ref('silver_tmdb__tv') }}
),

listed_series as (
    select * from {{ ref('silver_tmdb__listed_tv') }}
),

trending_series as (
    select * from {{ ref('silver_tmdb__trending_tv') }}
),

series_fetches as (
    select title_id_tmdb_tv, fetched_at from {{ ref('silver_tmdb__tv_snapshot') }}
    union all
    select title_id_tmdb_tv, fetched_at from {{ ref('silver_tmdb__trending_tv_snapshot') }}
),

series_genres as (
    select title_id_tmdb_tv, genre_name from {{ ref('silver_tmdb__tv_genre') }}
    union all
    select listed.title_id_tmdb_tv, genre.genre_name
    from {{ ref('silver_tmdb__listed_tv_genre') }} as listed
    inner join {{ ref('silver_tmdb__genre') }} as genre
        on listed.genre_id_tmdb = genre.genre_id_tmdb and genre.title_kind = 'tv'
),

series_credits as (
    select title_id_tmdb_tv, person_name from {{ ref('silver_tmdb__tv_creator') }}
    union all
    select title_id_tmdb_tv, person_name
    from {{ ref('silver_tmdb__tv_credit') }}
    where billing_order < 5
),

genre_words as (
    select * from {{ ref('genre_word') }}
),

-- a title fetched whole says most, one in a list more than one in a chart
movies as (
    select
        1 as preference, title_id_tmdb_movie, title_id_imdb, title_id_wikidata, title, original_title,
        original_language, release_date, runtime_minutes, is_adult, is_video
    from whole_movies
    union all
    select
        2, title_id_tmdb_movie, null, null, title, original_title,
        original_language, release_date, null, is_adult, null
    from listed_movies
    union all
    select
        3, title_id_tmdb_movie, null, null, title, original_title,
        original_language, release_date, null, is_adult, null
    from trending_movies
),

best_movies as (
    select *
    from (
        select
            *,
            row_number() over (partition by title_id_tmdb_movie order by preference, title) as place
        from movies
    ) as placed
    where place = 1
),

series as (
    select
        1 as preference, title_id_tmdb_tv, title_id_imdb, title_id_wikidata, title_id_tvdb, title,
        original_title, original_language, first_air_date,
        case when status in ('Ended', 'Canceled') then last_air_date end as ended_date,
        coalesce(episode_runtime_minutes, last_episode_runtime_minutes) as runtime_minutes,
        series_type, is_adult
    from whole_series
    union all
    select
        2, title_id_tmdb_tv, null, null, null, title,
        original_title, original_language, first_air_date, null, null, null, is_adult
    from listed_series
    union all
    select
        3, title_id_tmdb_tv, null, null, null, title,
        original_title, original_language, first_air_date, null, null, null, is_adult
    from trending_series
),

best_series as (
    select *
    from (
        select
            *,
            row_number() over (partition by title_id_tmdb_tv order by preference, title) as place
        from series
    ) as placed
    where place = 1
),

movies_seen as (
    select title_id_tmdb_movie, cast(min(fetched_at) as date) as first_seen_date
    from movie_fetches
    group by title_id_tmdb_movie
),

series_seen as (
    select title_id_tmdb_tv, cast(min(fetched_at) as date) as first_seen_date
    from series_fetches
    group by title_id_tmdb_tv
),

genres_of_movies as (
    {{ imdb_genres_of('movie_genres', ['title_id_tmdb_movie'], 'genre_name', 'genre_words') }}
),

genres_of_series as (
    {{ imdb_genres_of('series_genres', ['title_id_tmdb_tv'], 'genre_name', 'genre_words') }}
),

people_of_movies as (
    select title_id_tmdb_movie, {{ json_texts('person_name') }} as people
    from movie_credits
    group by title_id_tmdb_movie
),

people_of_series as (
    select title_id_tmdb_tv, {{ json_texts('person_name') }} as people
    from series_credits
    group by title_id_tmdb_tv
),

tv_movies as (
    select distinct title_id_tmdb_movie
    from movie_genres
    where genre_name = 'TV Movie'
),

movie_records as (
    select
        {{ title_record_columns({
            'source': "'tmdb'",
            'record_kind': "'movie'",
            'record_id': title_record_id('best_movies.title_id_tmdb_movie'),
            'name': 'title',
            'original_name': 'original_title',
            'kind': "'film'",
            'title_type': "case when tv_movies.title_id_tmdb_movie is not null then 'tvMovie' when is_video then 'video' else 'movie' end",
            'year': 'extract(year from release_date)',
            'year_is_exact': 'true',
            'known_by_date': 'release_date',
            'runtime_minutes': 'runtime_minutes',
            'people': 'people',
            'genres': 'genres',
            'is_anime': "original_language = 'ja' and genres like '%Animation%'",
            'is_adult': 'is_adult',
            'title_id_imdb': 'title_id_imdb',
            'title_id_tmdb_movie': 'best_movies.title_id_tmdb_movie',
            'title_id_wikidata': 'title_id_wikidata',
            'first_seen_date': 'first_seen_date',
        }) }}
    from best_movies
    left join movies_seen on best_movies.title_id_tmdb_movie = movies_seen.title_id_tmdb_movie
    left join genres_of_movies on best_movies.title_id_tmdb_movie = genres_of_movies.title_id_tmdb_movie
    left join people_of_movies on best_movies.title_id_tmdb_movie = people_of_movies.title_id_tmdb_movie
    left join tv_movies on best_movies.title_id_tmdb_movie = tv_movies.title_id_tmdb_movie
),

series_records as (
    select
        {{ title_record_columns({
            'source': "'tmdb'",
            'record_kind': "'tv'",
            'record_id': title_record_id('best_series.title_id_tmdb_tv'),
            'name': 'title',
            'original_name': 'original_title',
            'kind': "'series'",
            'title_type': "case when series_type = 'Miniseries' then 'tvMiniSeries' else 'tvSeries' end",
            'year': 'extract(year from first_air_date)',
            'year_is_exact': 'true',
            'known_by_date': 'first_air_date',
            'end_year': 'extract(year from ended_date)',
            'runtime_minutes': 'runtime_minutes',
            'people': 'people',
            'genres': 'genres',
            'is_anime': "original_language = 'ja' and genres like '%Animation%'",
            'is_adult': 'is_adult',
            'title_id_imdb': 'title_id_imdb',
            'title_id_tmdb_tv': 'best_series.title_id_tmdb_tv',
            'title_id_tvdb': 'title_id_tvdb',
            'title_id_wikidata': 'title_id_wikidata',
            'first_seen_date': 'first_seen_date',
        }) }}
    from best_series
    left join series_seen on best_series.title_id_tmdb_tv = series_seen.title_id_tmdb_tv
    left join genres_of_series on best_series.title_id_tmdb_tv = genres_of_series.title_id_tmdb_tv
    left join people_of_series on best_series.title_id_tmdb_tv = people_of_series.title_id_tmdb_tv
),

final as (
    select * from movie_records
    union all
    select * from series_records
)

select * from final

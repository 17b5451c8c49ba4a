with shows as (
    select * from {{ ref('silver_streaming_availability__show') }}
),

genres as (
    select show_id_streaming_availability, genre_name
    from {{ ref('silver_streaming_availability__show_genre') }}
),

snapshots as (
    select show_id_streaming_availability, fetched_at
    from {{ ref('silver_streaming_availability__show_snapshot') }}
),

genre_words as (
    select * from {{ ref('genre_word') }}
),

-- the same show of several countries differs in nothing that is kept here
one_country as (
    select *
    from (
        select
            *,
            row_number() over (partition by show_id_streaming_availability order by country) as place
        from shows
    ) as placed
    where place = 1
),

genres_of_shows as (
    {{ imdb_genres_of('genres', ['show_id_streaming_availability'], 'genre_name', 'genre_words') }}
),

seen as (
    select show_id_streaming_availability, cast(min(fetched_at) as date) as first_seen_date
    from snapshots
    group by show_id_streaming_availability
),

final as (
    select
        {{ title_record_columns({
            'source': "'streaming_availability'",
            'record_kind': "'show'",
            'record_id': title_record_id('one_country.show_id_streaming_availability'),
            'name': 'title',
            'original_name': 'original_title',
            'kind': "case show_type when 'movie' then 'film' when 'series' then 'series' end",
            'title_type': "case show_type when 'movie' then 'movie' when 'series' then 'tvSeries' end",
            'year': 'coalesce(release_year, first_air_year)',
            'year_is_exact': 'true',
            'end_year': 'last_air_year',
            'runtime_minutes': 'runtime_minutes',
            'genres': 'genres',
            'title_id_imdb': 'title_id_imdb',
            'title_id_tmdb_movie': 'title_id_tmdb_movie',
            'title_id_tmdb_tv': 'title_id_tmdb_tv',
            'first_seen_date': 'first_seen_date',
        }) }}
    from one_country
    left join genres_of_shows
        on one_country.show_id_streaming_availability = genres_of_shows.show_id_streaming_availability
    left join seen on one_country.show_id_streaming_availability = seen.show_id_streaming_availability
)

select * from final

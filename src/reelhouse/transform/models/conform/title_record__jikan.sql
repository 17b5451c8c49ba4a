with anime as (
    select * from {{ ref('silver_jikan__anime') }}
),

names as (
    select title_id_mal, name from {{ ref('silver_jikan__anime_name') }}
),

genres as (
    select title_id_mal, genre from {{ ref('silver_jikan__anime_genre') }}
),

snapshots as (
    select title_id_mal, fetched_at from {{ ref('silver_jikan__anime_snapshot') }}
),

genre_words as (
    select * from {{ ref('genre_word') }}
),

-- all anime are animation, which MyAnimeList has no word for
words as (
    select title_id_mal, genre as word from genres
    union all
    select title_id_mal, 'animation' as word from anime
),

genres_of_anime as (
    {{ imdb_genres_of('words', ['title_id_mal'], 'words.word', 'genre_words') }}
),

names_of_anime as (
    select title_id_mal, {{ json_texts('name') }} as other_names
    from names
    group by title_id_mal
),

seen as (
    select title_id_mal, cast(min(fetched_at) as date) as first_seen_date
    from snapshots
    group by title_id_mal
),

final as (
    select
        {{ title_record_columns({
            'source': "'jikan'",
            'record_kind': "'anime'",
            'record_id': title_record_id('anime.title_id_mal'),
            'name': 'coalesce(title_english, title)',
            'original_name': 'coalesce(title_japanese, title)',
            'other_names': 'other_names',
            'kind': anime_kind('media_type'),
            'title_type': anime_title_type('media_type'),
            'year': 'coalesce(extract(year from aired_from_date), season_year)',
            'year_is_exact': anime_kind('media_type') ~ " = 'film'",
            'known_by_date': 'aired_from_date',
            'runtime_minutes': 'round(runtime_minutes)',
            'genres': 'genres',
            'is_anime': 'true',
            'is_adult': "age_rating like 'Rx%'",
            'title_id_mal': 'anime.title_id_mal',
            'first_seen_date': 'first_seen_date',
        }) }}
    from anime
    left join names_of_anime on anime.title_id_mal = names_of_anime.title_id_mal
    left join genres_of_anime on anime.title_id_mal = genres_of_anime.title_id_mal
    left join seen on anime.title_id_mal = seen.title_id_mal
)

select * from final

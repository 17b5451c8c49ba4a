with anime as (
    select * from {{ ref('silver_anilist__anime') }}
),

genres as (
    select title_id_anilist, genre from {{ ref('silver_anilist__anime_genre') }}
),

snapshots as (
    select title_id_anilist, fetched_at from {{ ref('silver_anilist__anime_snapshot') }}
),

genre_words as (
    select * from {{ ref('genre_word') }}
),

-- all anime are animation, which AniList has no word for
words as (
    select title_id_anilist, genre as word from genres
    union all
    select title_id_anilist, 'animation' as word from anime
),

genres_of_anime as (
    {{ imdb_genres_of('words', ['title_id_anilist'], 'words.word', 'genre_words') }}
),

names as (
    select title_id_anilist, title_romaji as name from anime where title_romaji is not null
    union all
    select title_id_anilist, title_english as name from anime where title_english is not null
    union all
    select title_id_anilist, title_native as name from anime where title_native is not null
),

names_of_anime as (
    select title_id_anilist, {{ json_texts('name') }} as other_names
    from names
    group by title_id_anilist
),

seen as (
    select title_id_anilist, cast(min(fetched_at) as date) as first_seen_date
    from snapshots
    group by title_id_anilist
),

final as (
    select
        {{ title_record_columns({
            'source': "'anilist'",
            'record_kind': "'anime'",
            'record_id': title_record_id('anime.title_id_anilist'),
            'name': 'coalesce(title_english, title_romaji)',
            'original_name': 'coalesce(title_native, title_romaji)',
            'other_names': 'other_names',
            'kind': anime_kind('media_type'),
            'title_type': anime_title_type('media_type'),
            'year': 'coalesce(extract(year from aired_from_date), season_year)',
            'year_is_exact': anime_kind('media_type') ~ " = 'film'",
            'known_by_date': 'aired_from_date',
            'runtime_minutes': 'runtime_minutes',
            'genres': 'genres',
            'is_anime': 'true',
            'is_adult': 'is_adult',
            'title_id_mal': 'title_id_mal',
            'title_id_anilist': 'anime.title_id_anilist',
            'first_seen_date': 'first_seen_date',
        }) }}
    from anime
    left join names_of_anime on anime.title_id_anilist = names_of_anime.title_id_anilist
    left join genres_of_anime on anime.title_id_anilist = genres_of_anime.title_id_anilist
    left join seen on anime.title_id_anilist = seen.title_id_anilist
)

select * from final

with anime as (
    select * from {{ ref('silver_fribb__anime') }}
),

imdb_ids as (
    select fribb_entry, title_id_imdb from {{ ref('silver_fribb__anime_imdb') }}
),

tmdb_ids as (
    select
        fribb_entry,
        concat(tmdb_kind, ':', cast(coalesce(title_id_tmdb_movie, title_id_tmdb_tv) as string)) as tmdb_id,
        title_id_tmdb_movie,
        title_id_tmdb_tv
    from {{ ref('silver_fribb__anime_tmdb') }}
    where tmdb_kind is not null
),

final as (
    select
        {{ title_record_columns({
            'source': "'fribb'",
            'record_kind': "'crosswalk'",
            'record_id': "concat(anime.fribb_entry, '/', coalesce(imdb_ids.title_id_imdb, ''), '/', coalesce(tmdb_ids.tmdb_id, ''))",
            'kind': anime_kind('media_type'),
            'title_type': anime_title_type('media_type'),
            'is_anime': 'true',
            'title_id_imdb': 'imdb_ids.title_id_imdb',
            'title_id_tmdb_movie': 'title_id_tmdb_movie',
            'title_id_tmdb_tv': 'title_id_tmdb_tv',
            'title_id_mal': 'title_id_mal',
            'title_id_anilist': 'title_id_anilist',
            'title_id_tvdb': 'series_id_tvdb',
            'season_number': 'coalesce(season_number_tvdb, season_number_tmdb)',
            'first_seen_date': 'cast(fetched_at as date)',
        }) }}
    from anime
    left join imdb_ids on anime.fribb_entry = imdb_ids.fribb_entry
    left join tmdb_ids on anime.fribb_entry = tmdb_ids.fribb_entry
)

select * from final

{{ config(sort_by=['source', 'record_id', 'genre']) }}

with jikan_genres as (
    select title_id_mal, genre from {{ ref('silver_jikan__anime_genre') }}
),

anilist_genres as (
    select title_id_anilist, genre from {{ ref('silver_anilist__anime_genre') }}
),

-- MyAnimeList's themes and demographics are genres to its readers; a name counts once
final as (
    select distinct 'jikan' as source, {{ title_record_id('title_id_mal') }} as record_id, genre
    from jikan_genres
    union all
    select distinct 'anilist' as source, {{ title_record_id('title_id_anilist') }} as record_id, genre
    from anilist_genres
)

select * from final

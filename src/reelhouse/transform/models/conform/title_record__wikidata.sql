select
    {{ title_record_columns({
        'source': "'wikidata'",
        'record_kind': "'crosswalk'",
        'record_id': "concat(title_id_imdb, '/', item_id_wikidata, '/', id_kind, ':', external_id)",
        'title_id_imdb': "case when id_kind = 'imdb' then external_id else title_id_imdb end",
        'title_id_tmdb_movie': "case when id_kind = 'tmdb_movie' then try_cast(external_id as bigint) end",
        'title_id_tmdb_tv': "case when id_kind = 'tmdb_tv' then try_cast(external_id as bigint) end",
        'title_id_mal': "case when id_kind = 'mal_anime' then try_cast(external_id as bigint) end",
        'title_id_anilist': "case when id_kind = 'anilist_anime' then try_cast(external_id as bigint) end",
        'title_id_wikidata': 'item_id_wikidata',
        'first_seen_date': 'cast(fetched_at as date)',
    }) }}
from {{ ref('silver_wikidata__title_id') }}
where
    id_kind in ('tmdb_movie', 'tmdb_tv', 'mal_anime', 'anilist_anime')
    -- an item may bear ids of people and companies too
    or (id_kind = 'imdb' and external_id like 'tt%')

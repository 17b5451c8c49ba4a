with list as (
    select * from {{ source('fribb', 'entries') }}
    where load_id = (select max(load_id) from {{ source('fribb', 'entries') }})
),

movie_lists as (
    {{ json_each('list', ['entity_id', 'payload'], 'payload', 'themoviedb_id.movie') }}
),

tv_lists as (
    {{ json_each('list', ['entity_id', 'payload'], 'payload', 'themoviedb_id.tv') }}
),

-- the older layout has a plain number; only a film's, or that of a series TheTVDB has, is clear
plain as (
    select
        entity_id,
        payload,
        case
            when {{ json_text('payload', 'type') }} = 'MOVIE' then 'movie'
            when {{ json_text('payload', 'type') }} = 'TV'
                or {{ json_text('payload', 'thetvdb_id') }} is not null then 'tv'
        end as tmdb_kind,
        {{ json_integer('payload', 'themoviedb_id') }} as tmdb_number
    from list
),

every as (
    select entity_id, payload, 'movie' as tmdb_kind, try_cast({{ entry_text('entry') }} as bigint) as tmdb_number
    from movie_lists
    union all
    select entity_id, payload, 'tv' as tmdb_kind, try_cast({{ entry_text('entry') }} as bigint) as tmdb_number
    from tv_lists
    union all
    select entity_id, payload, 'movie' as tmdb_kind, {{ json_integer('payload', 'themoviedb_id.movie') }} as tmdb_number
    from list
    union all
    select entity_id, payload, 'tv' as tmdb_kind, {{ json_integer('payload', 'themoviedb_id.tv') }} as tmdb_number
    from list
    union all
    select entity_id, payload, tmdb_kind, tmdb_number from plain
)

select distinct
    entity_id as fribb_entry,
    {{ json_integer('payload', 'mal_id') }} as title_id_mal,
    tmdb_kind,
    tmdb_number,
    case when tmdb_kind = 'movie' then tmdb_number end as title_id_tmdb_movie,
    case when tmdb_kind = 'tv' then tmdb_number end as title_id_tmdb_tv
from every
where tmdb_number is not null

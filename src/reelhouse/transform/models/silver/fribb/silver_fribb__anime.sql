with list as (
    select * from {{ source('fribb', 'entries') }}
    where load_id = (select max(load_id) from {{ source('fribb', 'entries') }})
)

select
    entity_id as fribb_entry,
    {{ json_integer('payload', 'mal_id') }} as title_id_mal,
    {{ json_integer('payload', 'anilist_id') }} as title_id_anilist,
    {{ json_integer('payload', 'anidb_id') }} as title_id_anidb,
    {{ json_integer('payload', 'kitsu_id') }} as title_id_kitsu,
    {{ json_integer('payload', 'livechart_id') }} as title_id_livechart,
    coalesce(
        {{ json_integer('payload', 'tvdb_id') }},
        {{ json_integer('payload', 'thetvdb_id') }}
    ) as series_id_tvdb,
    nullif({{ json_text('payload', 'type') }}, 'UNKNOWN') as media_type,
    {{ json_as('payload', 'season.tvdb', 'integer') }} as season_number_tvdb,
    {{ json_as('payload', 'season.tmdb', 'integer') }} as season_number_tmdb,
    {{ json_as('payload', 'episode_offset.tvdb', 'integer') }} as episode_offset_tvdb,
    {{ json_as('payload', 'episode_offset.tmdb', 'integer') }} as episode_offset_tmdb,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from list

with newest as (
    {{ newest_of(source('tmdb', 'movie')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'production_countries') }}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_movie,
    {{ json_text('entry', 'iso_3166_1') }} as country,
    {{ json_text('entry', 'name') }} as country_name,
    position as country_position
from entries

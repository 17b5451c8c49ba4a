with newest as (
    {{ newest_of(source('tmdb', 'tv')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'genres') }}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_tv,
    {{ json_integer('entry', 'id') }} as genre_id_tmdb,
    {{ json_text('entry', 'name') }} as genre_name,
    position as genre_position
from entries

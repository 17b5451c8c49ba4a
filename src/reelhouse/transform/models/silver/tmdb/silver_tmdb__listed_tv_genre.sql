with newest as (
    {{ newest_of(source('tmdb', 'listed_tv')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'genre_ids') }}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_tv,
    try_cast({{ entry_text('entry') }} as bigint) as genre_id_tmdb,
    position as genre_position
from entries

with newest as (
    {{ newest_of(source('anilist', 'anime')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'genres') }}
)

select
    cast(entity_id as bigint) as title_id_anilist,
    {{ entry_text('entry') }} as genre,
    position as genre_position
from entries

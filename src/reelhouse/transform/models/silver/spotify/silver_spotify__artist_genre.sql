with

artists as (
    {{ newest_of(source('spotify', 'artists')) }}
),

genres as (
    {{ json_each('artists', ['entity_id'], 'payload', 'genres') }}
)

select
    entity_id as artist_id_spotify,
    {{ entry_text('entry') }} as genre_name,
    min(cast(position as smallint)) as genre_position
from genres
group by entity_id, {{ entry_text('entry') }}

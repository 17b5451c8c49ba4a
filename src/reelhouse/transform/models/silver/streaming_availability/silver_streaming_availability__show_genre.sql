with newest as (
    {{ newest_of(source('streaming_availability', 'show')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'genres') }}
)

select
    upper({{ id_part(1) }}) as country,
    {{ id_part(2) }} as show_id_streaming_availability,
    {{ json_text('entry', 'id') }} as genre_id_streaming_availability,
    {{ json_text('entry', 'name') }} as genre_name,
    position as genre_position
from entries

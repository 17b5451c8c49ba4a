with newest as (
    {{ newest_of(source('jikan', 'anime')) }}
),

names as (
    {{ json_each('newest', ['entity_id'], 'payload', 'titles') }}
)

select
    cast(entity_id as bigint) as title_id_mal,
    {{ json_text('entry', 'type') }} as name_kind,
    {{ json_text('entry', 'title') }} as name,
    position as name_position
from names

with newest as (
    {{ newest_of(source('tmdb', 'tv')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'created_by') }}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_tv,
    {{ json_integer('entry', 'id') }} as person_id_tmdb,
    {{ json_text('entry', 'credit_id') }} as credit_id_tmdb,
    {{ json_text('entry', 'name') }} as person_name,
    position as creator_position
from entries

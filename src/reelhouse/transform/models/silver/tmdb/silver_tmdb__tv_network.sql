with newest as (
    {{ newest_of(source('tmdb', 'tv')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'networks') }}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_tv,
    {{ json_integer('entry', 'id') }} as network_id_tmdb,
    {{ json_text('entry', 'name') }} as network_name,
    nullif({{ json_text('entry', 'origin_country') }}, '') as network_country,
    position as network_position
from entries

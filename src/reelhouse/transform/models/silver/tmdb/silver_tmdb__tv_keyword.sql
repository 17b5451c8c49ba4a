with newest as (
    {{ newest_of(source('tmdb', 'tv')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'keywords.results') }}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_tv,
    {{ json_integer('entry', 'id') }} as keyword_id_tmdb,
    {{ json_text('entry', 'name') }} as keyword
from entries

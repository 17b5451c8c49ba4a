with newest as (
    {{ newest_of(source('tmdb', 'movie')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'keywords.keywords') }}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_movie,
    {{ json_integer('entry', 'id') }} as keyword_id_tmdb,
    {{ json_text('entry', 'name') }} as keyword
from entries

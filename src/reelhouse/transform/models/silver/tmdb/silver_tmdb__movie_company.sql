with newest as (
    {{ newest_of(source('tmdb', 'movie')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'production_companies') }}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_movie,
    {{ json_integer('entry', 'id') }} as company_id_tmdb,
    {{ json_text('entry', 'name') }} as company_name,
    nullif({{ json_text('entry', 'origin_country') }}, '') as company_country,
    position as company_position
from entries

with newest as (
    {{ newest_of(source('tmdb', 'tv')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'content_ratings.results') }}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_tv,
    {{ json_text('entry', 'iso_3166_1') }} as country,
    position as certification_position,
    nullif({{ json_text('entry', 'rating') }}, '') as certification
from entries

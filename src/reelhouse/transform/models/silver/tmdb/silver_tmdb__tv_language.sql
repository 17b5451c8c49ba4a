with newest as (
    {{ newest_of(source('tmdb', 'tv')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'spoken_languages') }}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_tv,
    {{ json_text('entry', 'iso_639_1') }} as language,
    {{ json_text('entry', 'english_name') }} as language_name,
    position as language_position
from entries

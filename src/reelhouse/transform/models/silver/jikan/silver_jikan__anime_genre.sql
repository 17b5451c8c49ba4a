with newest as (
    {{ newest_of(source('jikan', 'anime')) }}
),

genres as (
    {{ json_each('newest', ['entity_id'], 'payload', 'genres') }}
),

explicit_genres as (
    {{ json_each('newest', ['entity_id'], 'payload', 'explicit_genres') }}
),

themes as (
    {{ json_each('newest', ['entity_id'], 'payload', 'themes') }}
),

demographics as (
    {{ json_each('newest', ['entity_id'], 'payload', 'demographics') }}
),

listed as (
    select entity_id, entry, position, 'genre' as genre_kind from genres
    union all
    select entity_id, entry, position, 'explicit genre' as genre_kind from explicit_genres
    union all
    select entity_id, entry, position, 'theme' as genre_kind from themes
    union all
    select entity_id, entry, position, 'demographic' as genre_kind from demographics
)

select
    cast(entity_id as bigint) as title_id_mal,
    genre_kind,
    {{ json_integer('entry', 'mal_id') }} as genre_id_mal,
    {{ json_text('entry', 'name') }} as genre,
    position as genre_position
from listed

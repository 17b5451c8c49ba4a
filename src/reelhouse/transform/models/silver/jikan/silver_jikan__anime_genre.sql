{%- set arrays = {
    'genres': 'genre',
    'explicit_genres': 'explicit genre',
    'themes': 'theme',
    'demographics': 'demographic',
} -%}
{{ jikan_with_listed(source('jikan', 'anime'), arrays, 'genre_kind') }}

select
    cast(entity_id as bigint) as title_id_mal,
    genre_kind,
    {{ json_integer('entry', 'mal_id') }} as genre_id_mal,
    {{ json_text('entry', 'name') }} as genre,
    position as genre_position
from listed

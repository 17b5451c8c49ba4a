{{ tmdb_with_entries(source('tmdb', 'tv'), 'created_by') }}

select
    {{ tmdb_title_id('tv') }},
    {{ json_integer('entry', 'id') }} as person_id_tmdb,
    {{ json_text('entry', 'credit_id') }} as credit_id_tmdb,
    {{ json_text('entry', 'name') }} as person_name,
    position as creator_position
from entries

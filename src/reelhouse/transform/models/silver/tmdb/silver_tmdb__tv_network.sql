{{ tmdb_with_entries(source('tmdb', 'tv'), 'networks') }}

select
    {{ tmdb_title_id('tv') }},
    {{ json_integer('entry', 'id') }} as network_id_tmdb,
    {{ json_text('entry', 'name') }} as network_name,
    nullif({{ json_text('entry', 'origin_country') }}, '') as network_country,
    position as network_position
from entries

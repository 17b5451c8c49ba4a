{{ tmdb_with_entries(source('tmdb', 'tv'), 'seasons') }}

select
    {{ tmdb_title_id('tv') }},
    {{ json_integer('entry', 'season_number') }} as season_number,
    {{ json_integer('entry', 'id') }} as season_id_tmdb,
    {{ json_text('entry', 'name') }} as season_name,
    {{ json_date('entry', 'air_date') }} as air_date,
    {{ json_integer('entry', 'episode_count') }} as episode_count,
    nullif({{ json_number('entry', 'vote_average') }}, 0) as average_rating,
    nullif({{ json_text('entry', 'overview') }}, '') as overview
from entries

with newest as (
    {{ newest_of(source('tmdb', 'tv')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'seasons') }}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_tv,
    {{ json_integer('entry', 'season_number') }} as season_number,
    {{ json_integer('entry', 'id') }} as season_id_tmdb,
    {{ json_text('entry', 'name') }} as season_name,
    {{ json_date('entry', 'air_date') }} as air_date,
    {{ json_integer('entry', 'episode_count') }} as episode_count,
    nullif({{ json_number('entry', 'vote_average') }}, 0) as average_rating,
    nullif({{ json_text('entry', 'overview') }}, '') as overview
from entries

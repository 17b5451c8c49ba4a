with fetches as (
    {{ every_fetch_of(source('tmdb', 'trending_tv')) }}
)

select
    {{ id_part(1) }} as chart_window,
    try_cast({{ id_part(2) }} as integer) as chart_rank,
    {{ json_integer('payload', 'id') }} as title_id_tmdb_tv,
    {{ json_text('payload', 'name') }} as title,
    {{ json_text('payload', 'original_name') }} as original_title,
    {{ json_text('payload', 'original_language') }} as original_language,
    {{ json_date('payload', 'first_air_date') }} as first_air_date,
    {{ tmdb_listed_figures() }},
    load_id,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from fetches

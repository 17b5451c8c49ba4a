with fetches as (
    {{ every_fetch_of(source('streaming_availability', 'show')) }}
)

select
    upper({{ id_part(1) }}) as country,
    {{ id_part(2) }} as show_id_streaming_availability,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_as('payload', 'rating', 'integer') }} as rating_pct,
    {{ json_as('payload', 'seasonCount', 'integer') }} as season_count,
    {{ json_as('payload', 'episodeCount', 'integer') }} as episode_count
from fetches

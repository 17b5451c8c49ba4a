with

shows as (
    {{ every_fetch_of(source('spotify', 'shows')) }}
)

select
    entity_id as show_id_spotify,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    coalesce(
        {{ json_integer('payload', 'total_episodes') }},
        {{ json_integer('payload', 'episodes.total') }}
    ) as episode_count,
    snapshot_date
from shows

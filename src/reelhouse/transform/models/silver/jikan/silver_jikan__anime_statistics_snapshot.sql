with fetches as (
    {{ every_fetch_of(source('jikan', 'anime_statistics')) }}
)

select
    cast(entity_id as bigint) as title_id_mal,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_integer('payload', 'data.watching') }} as watching_count,
    {{ json_integer('payload', 'data.completed') }} as completed_count,
    {{ json_integer('payload', 'data.on_hold') }} as on_hold_count,
    {{ json_integer('payload', 'data.dropped') }} as dropped_count,
    {{ json_integer('payload', 'data.plan_to_watch') }} as plan_to_watch_count,
    {{ json_integer('payload', 'data.total') }} as member_count
from fetches

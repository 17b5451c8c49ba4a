with

artists as (
    {{ every_fetch_of(source('spotify', 'artists')) }}
)

select
    entity_id as artist_id_spotify,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_integer('payload', 'followers.total') }} as follower_count,
    cast({{ json_integer('payload', 'popularity') }} as smallint) as popularity_pct,
    snapshot_date
from artists

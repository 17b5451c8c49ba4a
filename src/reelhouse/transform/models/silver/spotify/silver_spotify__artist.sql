with

artists as (
    {{ newest_of(source('spotify', 'artists')) }}
)

select
    entity_id as artist_id_spotify,
    {{ json_text('payload', 'name') }} as artist_name,
    {{ json_text('payload', 'external_urls.spotify') }} as artist_url,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    snapshot_date
from artists

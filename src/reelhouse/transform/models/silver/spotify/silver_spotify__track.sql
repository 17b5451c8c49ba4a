with

tracks as (
    {{ newest_of(source('spotify', 'tracks')) }}
)

select
    {{ id_part(2) }} as track_id_spotify,
    {{ id_part(1) }} as album_id_spotify,
    {{ json_text('payload', 'name') }} as track_name,
    {{ json_text('payload', 'artists[0].id') }} as artist_id_spotify,
    {{ json_text('payload', 'artists[0].name') }} as artist_name,
    cast({{ json_integer('payload', 'disc_number') }} as smallint) as disc_number,
    cast({{ json_integer('payload', 'track_number') }} as smallint) as track_number,
    {{ spotify_minutes('payload') }} as duration_minutes,
    {{ json_boolean('payload', 'explicit') }} as is_explicit,
    {{ json_text('payload', 'external_urls.spotify') }} as track_url,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    snapshot_date
from tracks

with

named as (
    {{ newest_of(source('spotify', 'albums')) }}
),

listed as (
    select
        {{ id_part(2) }} as album_id_spotify,
        payload,
        fetched_at,
        snapshot_date
    from {{ source('spotify', 'artist_albums') }}
),

every_album as (
    select entity_id as album_id_spotify, 1 as preference, payload, fetched_at, snapshot_date from named
    union all
    select album_id_spotify, 2 as preference, payload, fetched_at, snapshot_date from listed
),

ranked as (
    select
        *,
        row_number() over (
            partition by album_id_spotify
            order by preference, fetched_at desc, payload
        ) as newness
    from every_album
)

select
    album_id_spotify,
    {{ json_text('payload', 'name') }} as album_name,
    {{ json_text('payload', 'album_type') }} as album_type,
    {{ spotify_release_columns('payload') }},
    cast({{ json_integer('payload', 'total_tracks') }} as integer) as track_count,
    nullif({{ json_text('payload', 'label') }}, '') as label,
    {{ json_text('payload', 'external_ids.upc') }} as upc,
    preference = 1 as is_whole,
    {{ json_text('payload', 'external_urls.spotify') }} as album_url,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    snapshot_date
from ranked
where newness = 1

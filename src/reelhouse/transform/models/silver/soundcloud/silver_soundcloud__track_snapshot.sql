with

every_track as (
    {{ soundcloud_tracks(source('soundcloud', 'tracks'), source('soundcloud', 'search_results')) }}
),

tracks as (
    {{ every_fetch_of('every_track') }}
)

select
    {{ soundcloud_id('payload', 'urn') }} as track_id_soundcloud,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_integer('payload', 'playback_count') }} as play_count,
    {{ json_integer('payload', 'favoritings_count') }} as like_count,
    {{ json_integer('payload', 'reposts_count') }} as repost_count,
    {{ json_integer('payload', 'comment_count') }} as comment_count,
    {{ json_integer('payload', 'download_count') }} as download_count,
    snapshot_date
from tracks

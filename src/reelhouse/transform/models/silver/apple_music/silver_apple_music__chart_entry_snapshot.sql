with

songs as (
    {{ every_fetch_of(source('apple_music', 'songs')) }}
),

albums as (
    {{ every_fetch_of(source('apple_music', 'albums')) }}
),

music_videos as (
    {{ every_fetch_of(source('apple_music', 'music_videos')) }}
),

every_chart as (
    select 'song' as chart_kind, entity_id, fetched_at, payload, snapshot_date from songs
    union all
    select 'album' as chart_kind, entity_id, fetched_at, payload, snapshot_date from albums
    union all
    select 'music_video' as chart_kind, entity_id, fetched_at, payload, snapshot_date from music_videos
)

select
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    chart_kind,
    upper({{ id_part(1) }}) as country_code,
    cast({{ id_part(2) }} as smallint) as chart_rank,
    {{ json_text('payload', 'id') }} as item_id_apple,
    {{ json_text('payload', 'name') }} as item_name,
    {{ json_text('payload', 'artistId') }} as artist_id_apple,
    {{ json_text('payload', 'artistName') }} as artist_name,
    {{ json_date('payload', 'releaseDate') }} as release_date,
    -- Apple has written it 'Explict' too
    coalesce(lower({{ json_text('payload', 'contentAdvisoryRating') }}) like 'expl%', false) as is_explicit,
    {{ json_text('payload', 'url') }} as item_url,
    {{ json_text('payload', 'artworkUrl100') }} as artwork_url,
    snapshot_date
from every_chart

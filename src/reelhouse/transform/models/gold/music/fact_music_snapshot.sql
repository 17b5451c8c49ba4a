{{ config(sort_by=['provider', 'item_kind', 'item_id', 'observed_at']) }}

with spotify_artists as (
    select * from {{ ref('silver_spotify__artist') }}
),

spotify_counters as (
    select * from {{ ref('silver_spotify__artist_snapshot') }}
),

soundcloud_tracks as (
    select * from {{ ref('silver_soundcloud__track') }}
),

soundcloud_counters as (
    select * from {{ ref('silver_soundcloud__track_snapshot') }}
),

observations as (
    select
        'spotify' as provider,
        'artist' as item_kind,
        spotify_counters.artist_id_spotify as item_id,
        spotify_artists.artist_name as item_name,
        spotify_artists.artist_name,
        spotify_counters.fetched_at as observed_at,
        cast(null as bigint) as play_count,
        cast(null as bigint) as like_count,
        spotify_counters.follower_count,
        spotify_counters.popularity_pct
    from spotify_counters
    left join spotify_artists
        on spotify_counters.artist_id_spotify = spotify_artists.artist_id_spotify
    union all
    select
        'soundcloud',
        'track',
        soundcloud_counters.track_id_soundcloud,
        soundcloud_tracks.track_name,
        soundcloud_tracks.user_name,
        soundcloud_counters.fetched_at,
        soundcloud_counters.play_count,
        soundcloud_counters.like_count,
        null,
        null
    from soundcloud_counters
    left join soundcloud_tracks
        on soundcloud_counters.track_id_soundcloud = soundcloud_tracks.track_id_soundcloud
),

final as (
    select
        provider,
        item_kind,
        item_id,
        item_name,
        artist_name,
        observed_at,
        cast(observed_at as date) as observed_date,
        play_count,
        like_count,
        follower_count,
        cast(popularity_pct as smallint) as popularity_pct
    from observations
)

select * from final

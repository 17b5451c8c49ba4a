{{ config(sort_by=['platform', 'channel_id', 'observed_at']) }}

with youtube_channels as (
    select * from {{ ref('silver_youtube__channel') }}
),

youtube_counters as (
    select * from {{ ref('silver_youtube__channel_snapshot') }}
),

twitch_streams as (
    select * from {{ ref('silver_twitch__stream') }}
),

twitch_counters as (
    select * from {{ ref('silver_twitch__stream_snapshot') }}
),

-- somebody streams once at a time, but a stream may be listed again under a new id
twitch_channels as (
    select
        twitch_streams.user_id_twitch as channel_id,
        twitch_counters.fetched_at as observed_at,
        min(twitch_streams.user_name) as channel_name,
        max(twitch_counters.viewer_count) as live_viewer_count
    from twitch_counters
    inner join twitch_streams on twitch_counters.stream_id_twitch = twitch_streams.stream_id_twitch
    where twitch_streams.user_id_twitch is not null
    group by twitch_streams.user_id_twitch, twitch_counters.fetched_at
),

observations as (
    select
        'youtube' as platform,
        youtube_counters.channel_id_youtube as channel_id,
        youtube_channels.channel_name,
        youtube_counters.fetched_at as observed_at,
        youtube_counters.subscriber_count,
        youtube_counters.view_count,
        youtube_counters.video_count,
        cast(null as bigint) as live_viewer_count
    from youtube_counters
    left join youtube_channels
        on youtube_counters.channel_id_youtube = youtube_channels.channel_id_youtube
    union all
    select 'twitch', channel_id, channel_name, observed_at, null, null, null, live_viewer_count
    from twitch_channels
),

final as (
    select
        platform,
        channel_id,
        channel_name,
        observed_at,
        cast(observed_at as date) as observed_date,
        subscriber_count,
        view_count,
        video_count,
        live_viewer_count
    from observations
)

select * from final

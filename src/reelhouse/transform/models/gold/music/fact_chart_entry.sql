{{ config(sort_by=['provider', 'chart_kind', 'country_code', 'chart_date', 'chart_rank']) }}

with apple_entries as (
    select * from {{ ref('silver_apple_music__chart_entry_snapshot') }}
),

youtube_entries as (
    select * from {{ ref('silver_youtube__popular_snapshot') }}
),

youtube_videos as (
    select video_id_youtube, channel_name from {{ ref('silver_youtube__video') }}
),

-- a chart is fetched whole: what counts on a day is the last fetch of each
entries as (
    select
        'apple_music' as provider,
        chart_kind,
        country_code,
        cast(fetched_at as date) as chart_date,
        cast(fetched_at as string) as fetch_id,
        cast(chart_rank as integer) as chart_rank,
        item_id_apple as item_id,
        item_name,
        artist_name
    from apple_entries
    union all
    select
        'youtube',
        'video',
        youtube_entries.country_code,
        cast(youtube_entries.fetched_at as date),
        youtube_entries.load_id,
        youtube_entries.rank,
        youtube_entries.video_id_youtube,
        youtube_entries.video_name,
        youtube_videos.channel_name
    from youtube_entries
    left join youtube_videos on youtube_entries.video_id_youtube = youtube_videos.video_id_youtube
),

last_fetches as (
    select provider, chart_kind, country_code, chart_date, max(fetch_id) as fetch_id
    from entries
    group by provider, chart_kind, country_code, chart_date
),

final as (
    select
        entries.provider,
        entries.chart_kind,
        entries.country_code,
        entries.chart_date,
        entries.chart_rank,
        entries.item_id,
        entries.item_name,
        entries.artist_name
    from entries
    inner join last_fetches
        on entries.provider = last_fetches.provider
        and entries.chart_kind = last_fetches.chart_kind
        and entries.country_code = last_fetches.country_code
        and entries.chart_date = last_fetches.chart_date
        and entries.fetch_id = last_fetches.fetch_id
)

select * from final

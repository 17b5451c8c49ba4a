{{ config(sort_by=['platform', 'video_id', 'observed_at']) }}

with youtube as (
    select * from {{ ref('silver_youtube__video_snapshot') }}
),

vimeo as (
    select * from {{ ref('silver_vimeo__video_snapshot') }}
),

twitch as (
    select * from {{ ref('silver_twitch__video_snapshot') }}
),

tiktok as (
    select * from {{ ref('silver_insights__tiktok_post') }}
),

instagram as (
    select * from {{ ref('silver_insights__instagram_post') }}
),

facebook as (
    select * from {{ ref('silver_insights__facebook_post') }}
),

observations as (
    select
        'youtube' as platform,
        video_id_youtube as video_id,
        fetched_at as observed_at,
        view_count,
        like_count,
        comment_count,
        cast(null as bigint) as share_count,
        cast(null as bigint) as reach_count
    from youtube
    union all
    select 'vimeo', video_id_vimeo, fetched_at, view_count, like_count, comment_count, null, null
    from vimeo
    union all
    select 'twitch', video_id_twitch, fetched_at, view_count, null, null, null, null
    from twitch
    union all
    select
        'tiktok', post_id_tiktok, cast(snapshot_date as timestamp), view_count, like_count,
        comment_count, share_count, null
    from tiktok
    union all
    select
        'instagram', post_id_instagram, cast(snapshot_date as timestamp), view_count, like_count,
        comment_count, share_count, reach_count
    from instagram
    union all
    select
        'facebook', post_id_facebook, cast(snapshot_date as timestamp), view_count, reaction_count,
        comment_count, share_count, reach_count
    from facebook
),

final as (
    select
        platform,
        video_id,
        observed_at,
        cast(observed_at as date) as observed_date,
        view_count,
        like_count,
        comment_count,
        share_count,
        reach_count
    from observations
)

select * from final

{{ config(sort_by=['platform', 'video_id']) }}

with youtube_videos as (
    select * from {{ ref('silver_youtube__video') }}
),

youtube_categories as (
    select category_id_youtube, min(category_name) as category_name
    from {{ ref('silver_youtube__category') }}
    group by category_id_youtube
),

vimeo_videos as (
    select * from {{ ref('silver_vimeo__video') }}
),

twitch_videos as (
    select * from {{ ref('silver_twitch__video') }}
),

tiktok_posts as (
    select * from {{ ref('silver_insights__tiktok_post') }}
),

instagram_posts as (
    select * from {{ ref('silver_insights__instagram_post') }}
),

facebook_posts as (
    select * from {{ ref('silver_insights__facebook_post') }}
),

known_trailers as (
    select video_id_youtube from {{ ref('silver_tmdb__movie_video') }} where video_type in ('Trailer', 'Teaser')
    union
    select video_id_youtube from {{ ref('silver_tmdb__tv_video') }} where video_type in ('Trailer', 'Teaser')
    union
    select video_id_youtube from {{ ref('silver_jikan__anime') }}
    union
    select video_id_youtube from {{ ref('silver_anilist__anime') }}
),

newest_tiktok_posts as (
    select * from (
        select *, row_number() over (partition by post_id_tiktok order by snapshot_date desc) as newness
        from tiktok_posts
    ) as ranked
    where newness = 1
),

newest_instagram_posts as (
    select * from (
        select *, row_number() over (partition by post_id_instagram order by snapshot_date desc) as newness
        from instagram_posts
    ) as ranked
    where newness = 1
),

newest_facebook_posts as (
    select * from (
        select *, row_number() over (partition by post_id_facebook order by snapshot_date desc) as newness
        from facebook_posts
    ) as ranked
    where newness = 1
),

videos as (
    select
        'youtube' as platform,
        youtube_videos.video_id_youtube as video_id,
        youtube_videos.channel_id_youtube as channel_id,
        youtube_videos.channel_name,
        youtube_videos.video_name,
        youtube_categories.category_name as content_type,
        known_trailers.video_id_youtube is not null as is_known_trailer,
        youtube_videos.language_code,
        youtube_videos.published_at,
        cast(youtube_videos.duration_seconds as double) as duration_seconds
    from youtube_videos
    left join youtube_categories
        on youtube_videos.category_id_youtube = youtube_categories.category_id_youtube
    left join known_trailers
        on youtube_videos.video_id_youtube = known_trailers.video_id_youtube
    union all
    select
        'vimeo', video_id_vimeo, user_id_vimeo, user_name, video_name, video_type, false,
        language_code, published_at, cast(duration_seconds as double)
    from vimeo_videos
    union all
    select
        'twitch', video_id_twitch, user_id_twitch, user_name, video_name, video_type, false,
        language_code, published_at, cast(duration_seconds as double)
    from twitch_videos
    union all
    select
        'tiktok', post_id_tiktok, account_name, account_name, post_text, 'video', false,
        cast(null as string), uploaded_at, cast(null as double)
    from newest_tiktok_posts
    union all
    select
        'instagram', post_id_instagram, account_name, account_name, post_text, post_type, false,
        cast(null as string), published_at, cast(duration_seconds as double)
    from newest_instagram_posts
    union all
    select
        'facebook', post_id_facebook, account_name, account_name, post_text, post_type, false,
        cast(null as string), published_at, cast(duration_seconds as double)
    from newest_facebook_posts
),

final as (
    select
        platform,
        video_id,
        channel_id,
        channel_name,
        video_name,
        content_type,
        is_known_trailer
        or coalesce(lower(video_name) like '%trailer%' or lower(video_name) like '%teaser%', false)
        as is_trailer,
        language_code,
        published_at,
        nullif(duration_seconds, 0) as duration_seconds
    from videos
)

select * from final

with posts as (
    select
        *,
        regexp_extract(video_link, '/(video|photo)/([0-9]+)', 2) as post_id,
        regexp_extract(video_link, '/@([^/?]+)/', 1) as account
    from {{ source('insights', 'tiktok_posts') }}
),

deliveries as (
    select
        *,
        row_number() over (
            partition by post_id, snapshot_date order by fetched_at desc, line desc
        ) as newness
    from posts
)

select
    post_id as post_id_tiktok,
    nullif(account, '') as account_name,
    video_title as post_text,
    video_link as post_url,
    {{ unix_timestamp_at('floor(cast(post_id as decimal(38, 0)) / 4294967296)') }} as uploaded_at,
    cast(total_views as bigint) as view_count,
    cast(total_likes as bigint) as like_count,
    cast(total_comments as bigint) as comment_count,
    cast(total_shares as bigint) as share_count,
    cast(add_to_favorites as bigint) as save_count,
    cast(average_watch_time as decimal(18, 3)) as average_watch_seconds,
    snapshot_date
from deliveries
where newness = 1

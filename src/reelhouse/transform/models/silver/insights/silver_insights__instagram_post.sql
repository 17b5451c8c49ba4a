with deliveries as (
    select
        *,
        row_number() over (
            partition by post_id, snapshot_date order by fetched_at desc, line desc
        ) as newness
    from {{ source('insights', 'instagram_posts') }}
    where coalesce(period, 'Lifetime') = 'Lifetime'
)

select
    post_id as post_id_instagram,
    account_username as account_name,
    description as post_text,
    permalink as post_url,
    post_type,
    cast(publish_time as timestamp) as published_at,
    cast(duration_sec as decimal(18, 3)) as duration_seconds,
    cast(coalesce(views, plays) as bigint) as view_count,
    cast(impressions as bigint) as impression_count,
    cast(reach as bigint) as reach_count,
    cast(likes as bigint) as like_count,
    cast(comments as bigint) as comment_count,
    cast(shares as bigint) as share_count,
    cast(saves as bigint) as save_count,
    cast(follows as bigint) as follow_count,
    snapshot_date
from deliveries
where newness = 1

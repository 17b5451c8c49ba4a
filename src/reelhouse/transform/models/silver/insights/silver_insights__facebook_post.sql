with deliveries as (
    select
        *,
        row_number() over (
            partition by post_id, snapshot_date order by fetched_at desc, line desc
        ) as newness
    from {{ source('insights', 'facebook_posts') }}
    where coalesce(period, 'Lifetime') = 'Lifetime'
)

select
    post_id as post_id_facebook,
    page_name as account_name,
    case when length(title) >= length(coalesce(description, title)) then title else description end as post_text,
    permalink as post_url,
    post_type,
    cast(publish_time as timestamp) as published_at,
    cast(duration_sec as decimal(18, 3)) as duration_seconds,
    cast(views as bigint) as view_count,
    cast(impressions as bigint) as impression_count,
    cast(reach as bigint) as reach_count,
    cast(reactions as bigint) as reaction_count,
    cast(comments as bigint) as comment_count,
    cast(shares as bigint) as share_count,
    cast(total_clicks as bigint) as click_count,
    cast(seconds_viewed as decimal(18, 3)) as watch_seconds,
    cast(average_seconds_viewed as decimal(18, 3)) as average_watch_seconds,
    snapshot_date
from deliveries
where newness = 1

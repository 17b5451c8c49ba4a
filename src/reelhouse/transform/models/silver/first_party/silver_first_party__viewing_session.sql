with deliveries as (
    select
        *,
        row_number() over (
            partition by session_id order by snapshot_date desc, fetched_at desc, line desc
        ) as newness
    from {{ source('first_party', 'viewing_sessions') }}
)

select
    session_id,
    member_id,
    title,
    title_id_imdb,
    cast(started_at as timestamp) as started_at,
    cast(minutes as decimal(9, 3)) as watched_minutes,
    device,
    snapshot_date
from deliveries
where newness = 1

with

every_list as (
    select
        *,
        max(fetched_at) over () as newest_at
    from {{ ref('silver_netflix__most_popular_snapshot') }}
)

select
    category,
    is_film,
    is_english,
    popularity_rank,
    show_title,
    season_title,
    first_day_count,
    viewed_hours,
    runtime_minutes,
    view_count,
    fetched_at,
    snapshot_date
from every_list
where fetched_at = newest_at

select
    cast(arrived_at as timestamp) as fetched_at,
    category,
    {{ netflix_is_film('category') }} as is_film,
    {{ netflix_is_english('category') }} as is_english,
    cast(rank as smallint) as popularity_rank,
    show_title,
    season_title,
    case when hours_viewed_first_28_days is null then 91 else 28 end as first_day_count,
    cast(hours_viewed as bigint) as viewed_hours,
    {{ netflix_minutes('runtime') }} as runtime_minutes,
    cast(views_first_91_days as bigint) as view_count,
    snapshot_date
from {{ source('netflix', 'most_popular') }}

select
    cast(week as date) as top10_week,
    category,
    {{ netflix_is_film('category') }} as is_film,
    {{ netflix_is_english('category') }} as is_english,
    cast(weekly_rank as smallint) as weekly_rank,
    show_title,
    season_title,
    cast(weekly_hours_viewed as bigint) as viewed_hours,
    {{ netflix_minutes('runtime') }} as runtime_minutes,
    cast(weekly_views as bigint) as view_count,
    cast(cumulative_weeks_in_top_10 as integer) as cumulative_week_count,
    case when is_staggered_launch = 'true' then true end as is_staggered_launch,
    {{ netflix_unquoted('episode_launch_details') }} as episode_launch_details,
    snapshot_date
from {{ source('netflix', 'top10_global') }}

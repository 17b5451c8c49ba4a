select
    cast(week as date) as top10_week,
    country_iso2 as country_code,
    country_name,
    -- for some weeks lists were called 'Films (English)', and held films of all languages
    split_part(category, ' (', 1) as category,
    {{ netflix_is_film('category') }} as is_film,
    cast(weekly_rank as smallint) as weekly_rank,
    show_title,
    season_title,
    cast(cumulative_weeks_in_top_10 as integer) as cumulative_week_count,
    snapshot_date
from {{ source('netflix', 'top10_countries') }}

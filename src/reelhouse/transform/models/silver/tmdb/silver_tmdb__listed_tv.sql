with newest as (
    {{ newest_of(source('tmdb', 'listed_tv')) }}
)

select
    {{ tmdb_title_id('tv') }},
    {{ json_text('payload', 'name') }} as title,
    {{ json_text('payload', 'original_name') }} as original_title,
    {{ json_text('payload', 'original_language') }} as original_language,
    {{ json_date('payload', 'first_air_date') }} as first_air_date,
    {{ tmdb_listed_figures() }},
    {{ utc_timestamp('fetched_at') }} as fetched_at
from newest

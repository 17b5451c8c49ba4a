with newest as (
    {{ newest_of(source('tmdb', 'listed_movie')) }}
)

select
    {{ tmdb_title_id('movie') }},
    {{ json_text('payload', 'title') }} as title,
    {{ json_text('payload', 'original_title') }} as original_title,
    {{ json_text('payload', 'original_language') }} as original_language,
    {{ json_date('payload', 'release_date') }} as release_date,
    {{ tmdb_listed_figures() }},
    {{ utc_timestamp('fetched_at') }} as fetched_at
from newest

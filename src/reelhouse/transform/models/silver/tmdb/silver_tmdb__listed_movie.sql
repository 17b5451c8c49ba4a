with newest as (
    {{ newest_of(source('tmdb', 'listed_movie')) }}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_movie,
    {{ json_text('payload', 'title') }} as title,
    {{ json_text('payload', 'original_title') }} as original_title,
    {{ json_text('payload', 'original_language') }} as original_language,
    {{ json_date('payload', 'release_date') }} as release_date,
    nullif({{ json_text('payload', 'overview') }}, '') as overview,
    {{ json_boolean('payload', 'adult') }} as is_adult,
    {{ json_number('payload', 'popularity') }} as popularity,
    {{ json_integer('payload', 'vote_count') }} as vote_count,
    nullif({{ json_number('payload', 'vote_average') }}, 0) as average_rating,
    nullif({{ json_text('payload', 'poster_path') }}, '') as poster_path,
    nullif({{ json_text('payload', 'backdrop_path') }}, '') as backdrop_path,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from newest

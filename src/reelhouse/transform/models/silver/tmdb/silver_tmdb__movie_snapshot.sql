with fetched_whole as (
    {{ every_fetch_of(source('tmdb', 'movie')) }}
),

fetched_in_lists as (
    {{ every_fetch_of(source('tmdb', 'listed_movie')) }}
),

fetches as (
    select entity_id, fetched_at, payload, true as is_whole from fetched_whole
    union all
    select entity_id, fetched_at, payload, false as is_whole from fetched_in_lists
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_movie,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    is_whole,
    {{ json_integer('payload', 'vote_count') }} as vote_count,
    nullif({{ json_number('payload', 'vote_average') }}, 0) as average_rating,
    {{ json_number('payload', 'popularity') }} as popularity,
    nullif({{ json_integer('payload', 'revenue') }}, 0) as revenue_usd
from fetches

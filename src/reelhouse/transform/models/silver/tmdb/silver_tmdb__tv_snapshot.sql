with fetched_whole as (
    {{ every_fetch_of(source('tmdb', 'tv')) }}
),

fetched_in_lists as (
    {{ every_fetch_of(source('tmdb', 'listed_tv')) }}
),

fetches as (
    select entity_id, fetched_at, payload, true as is_whole from fetched_whole
    union all
    select entity_id, fetched_at, payload, false as is_whole from fetched_in_lists
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_tv,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    is_whole,
    {{ json_integer('payload', 'vote_count') }} as vote_count,
    nullif({{ json_number('payload', 'vote_average') }}, 0) as average_rating,
    {{ json_number('payload', 'popularity') }} as popularity,
    {{ json_integer('payload', 'number_of_episodes') }} as episode_count
from fetches

with fetches as (
    {{ every_fetch_of(source('jikan', 'anime')) }}
)

select
    cast(entity_id as bigint) as title_id_mal,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_text('payload', 'status') }} as status,
    nullif({{ json_as('payload', 'episodes', 'integer') }}, 0) as episode_count,
    nullif({{ json_number('payload', 'score') }}, 0) as score,
    {{ json_integer('payload', 'scored_by') }} as scored_by_count,
    nullif({{ json_integer('payload', 'rank') }}, 0) as rank,
    nullif({{ json_integer('payload', 'popularity') }}, 0) as popularity_rank,
    {{ json_integer('payload', 'members') }} as member_count,
    {{ json_integer('payload', 'favorites') }} as favorite_count
from fetches

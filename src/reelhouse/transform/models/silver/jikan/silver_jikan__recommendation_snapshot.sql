with fetches as (
    {{ every_fetch_of(source('jikan', 'anime_recommendations')) }}
),

entries as (
    {{ json_each('fetches', ['entity_id', 'fetched_at'], 'payload', 'data') }}
)

select
    cast(entity_id as bigint) as title_id_mal,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_integer('entry', 'entry.mal_id') }} as recommended_title_id_mal,
    {{ json_text('entry', 'entry.title') }} as recommended_title,
    {{ json_integer('entry', 'votes') }} as vote_count
from entries

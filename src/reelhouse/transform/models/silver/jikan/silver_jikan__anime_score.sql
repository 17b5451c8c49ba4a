with newest as (
    {{ newest_of(source('jikan', 'anime_statistics')) }}
),

scores as (
    {{ json_each('newest', ['entity_id'], 'payload', 'data.scores') }}
)

select
    cast(entity_id as bigint) as title_id_mal,
    {{ json_as('entry', 'score', 'integer') }} as score,
    {{ json_integer('entry', 'votes') }} as vote_count,
    {{ json_number('entry', 'percentage') }} as vote_pct
from scores

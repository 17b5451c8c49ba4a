with newest as (
    {{ newest_of(source('anilist', 'anime')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'tags') }}
)

select
    cast(entity_id as bigint) as title_id_anilist,
    {{ json_integer('entry', 'id') }} as tag_id_anilist,
    {{ json_text('entry', 'name') }} as tag,
    nullif({{ json_text('entry', 'category') }}, '') as tag_category,
    {{ json_number('entry', 'rank') }} as relevance_pct,
    {{ json_boolean('entry', 'isMediaSpoiler') }} as is_spoiler
from entries

with newest as (
    {{ newest_of(source('anilist', 'anime')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'externalLinks') }}
)

select
    cast(entity_id as bigint) as title_id_anilist,
    {{ json_text('entry', 'site') }} as site,
    {{ json_text('entry', 'type') }} as link_type,
    {{ json_text('entry', 'url') }} as link_url,
    position as link_position
from entries

with newest as (
    {{ newest_of(source('anilist', 'anime')) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'studios.edges') }}
)

select
    cast(entity_id as bigint) as title_id_anilist,
    {{ json_integer('entry', 'node.id') }} as company_id_anilist,
    {{ json_text('entry', 'node.name') }} as company_name,
    {{ json_boolean('entry', 'isMain') }} as is_main,
    {{ json_boolean('entry', 'node.isAnimationStudio') }} as is_animation_studio
from entries

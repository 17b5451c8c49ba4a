with newest as (
    {{ newest_of(source('jikan', 'anime')) }}
),

studios as (
    {{ json_each('newest', ['entity_id'], 'payload', 'studios') }}
),

producers as (
    {{ json_each('newest', ['entity_id'], 'payload', 'producers') }}
),

licensors as (
    {{ json_each('newest', ['entity_id'], 'payload', 'licensors') }}
),

listed as (
    select entity_id, entry, position, 'studio' as company_role from studios
    union all
    select entity_id, entry, position, 'producer' as company_role from producers
    union all
    select entity_id, entry, position, 'licensor' as company_role from licensors
)

select
    cast(entity_id as bigint) as title_id_mal,
    company_role,
    {{ json_integer('entry', 'mal_id') }} as company_id_mal,
    {{ json_text('entry', 'name') }} as company_name,
    position as company_position
from listed

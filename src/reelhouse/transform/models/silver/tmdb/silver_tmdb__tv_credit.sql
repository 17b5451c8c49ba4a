with newest as (
    {{ newest_of(source('tmdb', 'tv')) }}
),

cast_entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'credits.cast') }}
),

crew_entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'credits.crew') }}
),

entries as (
    select entity_id, entry, true as is_cast from cast_entries
    union all
    select entity_id, entry, false as is_cast from crew_entries
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_tv,
    {{ json_text('entry', 'credit_id') }} as credit_id_tmdb,
    {{ json_integer('entry', 'id') }} as person_id_tmdb,
    {{ json_text('entry', 'name') }} as person_name,
    nullif({{ json_integer('entry', 'gender') }}, 0) as gender_code,
    {{ json_text('entry', 'known_for_department') }} as known_for_department,
    is_cast,
    case when not is_cast then {{ json_text('entry', 'department') }} end as department,
    case when not is_cast then {{ json_text('entry', 'job') }} end as job,
    case when is_cast then nullif({{ json_text('entry', 'character') }}, '') end as character_name,
    case when is_cast then {{ json_integer('entry', 'order') }} end as billing_order
from entries

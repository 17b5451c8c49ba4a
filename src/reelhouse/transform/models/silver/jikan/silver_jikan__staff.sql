with newest as (
    {{ newest_of(source('jikan', 'anime_staff')) }}
),

people as (
    {{ json_each('newest', ['entity_id'], 'payload', 'data') }}
),

named as (
    select
        entity_id,
        {{ json_integer('entry', 'person.mal_id') }} as person_id_mal,
        {{ json_text('entry', 'person.name') }} as person_name,
        entry as person
    from people
),

positions as (
    {{ json_each('named', ['entity_id', 'person_id_mal', 'person_name'], 'person', 'positions') }}
)

select distinct
    cast(entity_id as bigint) as title_id_mal,
    person_id_mal,
    person_name,
    {{ entry_text('entry') }} as staff_position
from positions

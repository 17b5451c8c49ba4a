with whole as (
    select * from {{ source('jikan', 'anime') }}
    where {{ json_text('payload', 'relations') }} is not null
),

newest as (
    {{ newest_of('whole') }}
),

relations as (
    {{ json_each('newest', ['entity_id'], 'payload', 'relations') }}
),

named as (
    select entity_id, entry as related, {{ json_text('entry', 'relation') }} as relation
    from relations
),

entries as (
    {{ json_each('named', ['entity_id', 'relation'], 'related', 'entry') }}
)

select distinct
    cast(entity_id as bigint) as title_id_mal,
    relation,
    {{ json_text('entry', 'type') }} as related_kind,
    {{ json_integer('entry', 'mal_id') }} as related_id_mal,
    {{ json_text('entry', 'name') }} as related_title
from entries

with list as (
    select * from {{ source('fribb', 'entries') }}
    where load_id = (select max(load_id) from {{ source('fribb', 'entries') }})
),

listed as (
    {{ json_each('list', ['entity_id', 'payload'], 'payload', 'imdb_id') }}
),

-- the older layout has one text, with commas where there are several
texts as (
    select entity_id, payload, {{ json_text('payload', 'imdb_id') }} as imdb_ids from list
),

plain as (
    {{ each_entry('texts', ['entity_id', 'payload'], 'imdb_ids') }}
),

every as (
    select entity_id, payload, {{ entry_text('entry') }} as title_id_imdb from listed
    union all
    select entity_id, payload, trim(entry) as title_id_imdb from plain
)

select distinct
    entity_id as fribb_entry,
    {{ json_integer('payload', 'mal_id') }} as title_id_mal,
    title_id_imdb
from every
where title_id_imdb like 'tt%'

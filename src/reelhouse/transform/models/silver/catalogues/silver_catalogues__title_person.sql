with titles as (
    select * from {{ ref('silver_catalogues__title') }}
),

directors as (
    {{ each_entry('titles', ['service', 'catalogue_row_id'], 'directors') }}
),

cast_members as (
    {{ each_entry('titles', ['service', 'catalogue_row_id'], 'cast_names') }}
),

entries as (
    select service, catalogue_row_id, 'director' as credit_role, position, entry from directors
    union all
    select service, catalogue_row_id, 'cast' as credit_role, position, entry from cast_members
)

select
    service,
    catalogue_row_id,
    credit_role,
    position as credit_position,
    trim(entry) as person_name
from entries
where trim(entry) <> ''

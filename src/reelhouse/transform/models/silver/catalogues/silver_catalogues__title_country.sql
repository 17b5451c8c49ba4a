with titles as (
    select * from {{ ref('silver_catalogues__title') }}
),

entries as (
    {{ each_entry('titles', ['service', 'catalogue_row_id'], 'countries') }}
)

select
    service,
    catalogue_row_id,
    position as country_name_position,
    trim(entry) as country_name
from entries
where trim(entry) <> ''

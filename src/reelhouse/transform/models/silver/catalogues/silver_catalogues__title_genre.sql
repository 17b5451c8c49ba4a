with titles as (
    select * from {{ ref('silver_catalogues__title') }}
),

entries as (
    {{ each_entry('titles', ['service', 'catalogue_row_id'], 'genres') }}
)

select
    service,
    catalogue_row_id,
    position as genre_position,
    trim(entry) as genre
from entries
where trim(entry) <> ''

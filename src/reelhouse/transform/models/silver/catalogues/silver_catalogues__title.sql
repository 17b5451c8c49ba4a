with catalogues as (
    select 'netflix' as service, * from {{ source('catalogues', 'netflix') }}
    union all
    select 'prime' as service, * from {{ source('catalogues', 'prime') }}
    union all
    select 'disney' as service, * from {{ source('catalogues', 'disney') }}
    union all
    select 'hulu' as service, * from {{ source('catalogues', 'hulu') }}
),

-- in some files the runtime of a movie stands under its rating
set_right as (
    select
        *,
        case when rating like '% min' and duration is null then rating else duration end as length,
        case when rating not like '% min' then rating end as certification
    from catalogues
)

select
    service,
    show_id as catalogue_row_id,
    case type when 'Movie' then 'movie' when 'TV Show' then 'series' end as title_type,
    title,
    cast(release_year as smallint) as release_year,
    cast(date_added as date) as added_date,
    certification,
    case when length like '% min' then try_cast(split_part(length, ' ', 1) as integer) end as runtime_minutes,
    case when length like '% Season%' then try_cast(split_part(length, ' ', 1) as integer) end as season_count,
    director as directors,
    {{ adapter.quote('cast') }} as cast_names,
    country as countries,
    listed_in as genres,
    description as overview,
    snapshot_date
from set_right

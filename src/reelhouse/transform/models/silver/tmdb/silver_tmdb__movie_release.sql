with newest as (
    {{ newest_of(source('tmdb', 'movie')) }}
),

countries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'release_dates.results') }}
),

in_countries as (
    select entity_id, {{ json_text('entry', 'iso_3166_1') }} as country, entry as releases from countries
),

entries as (
    {{ json_each('in_countries', ['entity_id', 'country'], 'releases', 'release_dates') }}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_movie,
    country,
    position as release_position,
    {{ json_date('entry', 'release_date') }} as release_date,
    {{ json_integer('entry', 'type') }} as release_type_code,
    case {{ json_integer('entry', 'type') }}
        when 1 then 'premiere'
        when 2 then 'limited theatrical'
        when 3 then 'theatrical'
        when 4 then 'digital'
        when 5 then 'physical'
        when 6 then 'tv'
    end as release_type,
    nullif({{ json_text('entry', 'certification') }}, '') as certification,
    nullif({{ json_text('entry', 'note') }}, '') as note
from entries

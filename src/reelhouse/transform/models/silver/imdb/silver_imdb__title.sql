select
    {{ imdb_title_key('tconst') }} as title_key,
    tconst as title_id_imdb,
    titleType as title_type,
    primaryTitle as primary_title,
    originalTitle as original_title,
    isAdult = '1' as is_adult,
    cast(startYear as smallint) as start_year,
    cast(endYear as smallint) as end_year,
    cast(runtimeMinutes as integer) as runtime_minutes,
    genres,
    snapshot_date
from {{ source('imdb', 'title_basics') }}

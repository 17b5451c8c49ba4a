select
    {{ imdb_title_key('tconst') }} as title_key,
    cast(ordering as integer) as credit_ordering,
    {{ imdb_number('nconst') }} as person_key,
    category,
    job,
    characters
from {{ source('imdb', 'title_principals') }}

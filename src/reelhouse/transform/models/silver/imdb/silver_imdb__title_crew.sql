select
    {{ imdb_number('tconst') }} as title_key,
    directors,
    writers
from {{ source('imdb', 'title_crew') }}

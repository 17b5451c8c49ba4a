select
    {{ imdb_title_key('tconst') }} as title_key,
    directors,
    writers
from {{ source('imdb', 'title_crew') }}

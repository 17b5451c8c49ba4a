select
    {{ imdb_title_key('titleId') }} as title_key,
    cast(ordering as integer) as aka_ordering,
    title,
    region,
    language,
    types,
    attributes,
    isOriginalTitle = '1' as is_original_title
from {{ source('imdb', 'title_akas') }}

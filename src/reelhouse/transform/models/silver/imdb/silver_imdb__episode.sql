select
    {{ imdb_title_key('tconst') }} as title_key,
    {{ imdb_title_key('parentTconst') }} as series_title_key,
    cast(seasonNumber as integer) as season_number,
    cast(episodeNumber as integer) as episode_number
from {{ source('imdb', 'title_episode') }}

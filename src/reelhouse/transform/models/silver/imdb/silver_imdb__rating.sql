select
    {{ imdb_title_key('tconst') }} as title_key,
    cast(averageRating as decimal(3, 1)) as average_rating,
    cast(numVotes as integer) as vote_count,
    snapshot_date
from {{ source('imdb', 'title_ratings') }}

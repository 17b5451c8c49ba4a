with numbered as (
    select *, replace(imdb_id, 'tt', '') as imdb_digits from {{ source('movielens', 'links') }}
)

select
    cast(movie_id as bigint) as movie_id_movielens,
    -- ids have at least seven digits; some copies of the file lost the zeros in front
    concat(
        'tt',
        case when length(imdb_digits) < 7 then lpad(imdb_digits, 7, '0') else imdb_digits end
    ) as title_id_imdb,
    cast(tmdb_id as bigint) as title_id_tmdb_movie,
    snapshot_date
from numbered

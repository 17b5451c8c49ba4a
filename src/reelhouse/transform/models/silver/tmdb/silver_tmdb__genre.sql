with newest as (
    {{ newest_of(source('tmdb', 'genre')) }}
)

select
    {{ id_part(1) }} as title_kind,
    try_cast({{ id_part(2) }} as bigint) as genre_id_tmdb,
    {{ json_text('payload', 'name') }} as genre_name,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from newest

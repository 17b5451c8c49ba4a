with newest as (
    {{ newest_of(source('streaming_availability', 'show')) }}
)

select
    upper({{ id_part(1) }}) as country,
    {{ id_part(2) }} as show_id_streaming_availability,
    nullif({{ json_text('payload', 'imdbId') }}, '') as title_id_imdb,
    case when {{ json_text('payload', 'tmdbId') }} like 'movie/%'
        then try_cast(substr({{ json_text('payload', 'tmdbId') }}, 7) as bigint)
    end as title_id_tmdb_movie,
    case when {{ json_text('payload', 'tmdbId') }} like 'tv/%'
        then try_cast(substr({{ json_text('payload', 'tmdbId') }}, 4) as bigint)
    end as title_id_tmdb_tv,
    {{ json_text('payload', 'showType') }} as show_type,
    {{ json_text('payload', 'title') }} as title,
    {{ json_text('payload', 'originalTitle') }} as original_title,
    nullif({{ json_text('payload', 'overview') }}, '') as overview,
    {{ json_as('payload', 'releaseYear', 'smallint') }} as release_year,
    {{ json_as('payload', 'firstAirYear', 'smallint') }} as first_air_year,
    {{ json_as('payload', 'lastAirYear', 'smallint') }} as last_air_year,
    nullif({{ json_as('payload', 'runtime', 'integer') }}, 0) as runtime_minutes,
    {{ json_as('payload', 'seasonCount', 'integer') }} as season_count,
    {{ json_as('payload', 'episodeCount', 'integer') }} as episode_count,
    {{ json_as('payload', 'rating', 'integer') }} as rating_pct,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from newest

with newest as (
    {{ newest_of(source('tmdb', 'tv')) }}
)

select
    {{ tmdb_title_id('tv') }},
    nullif({{ json_text('payload', 'external_ids.imdb_id') }}, '') as title_id_imdb,
    nullif({{ json_text('payload', 'external_ids.wikidata_id') }}, '') as title_id_wikidata,
    {{ json_integer('payload', 'external_ids.tvdb_id') }} as title_id_tvdb,
    {{ json_text('payload', 'name') }} as title,
    {{ json_text('payload', 'original_name') }} as original_title,
    {{ json_text('payload', 'original_language') }} as original_language,
    {{ json_date('payload', 'first_air_date') }} as first_air_date,
    {{ json_date('payload', 'last_air_date') }} as last_air_date,
    {{ json_date('payload', 'next_episode_to_air.air_date') }} as next_episode_date,
    {{ json_integer('payload', 'number_of_seasons') }} as season_count,
    {{ json_integer('payload', 'number_of_episodes') }} as episode_count,
    nullif({{ json_integer('payload', 'episode_run_time[0]') }}, 0) as episode_runtime_minutes,
    nullif({{ json_integer('payload', 'last_episode_to_air.runtime') }}, 0) as last_episode_runtime_minutes,
    {{ json_text('payload', 'type') }} as series_type,
    {{ json_text('payload', 'status') }} as status,
    {{ json_boolean('payload', 'in_production') }} as is_in_production,
    nullif({{ json_text('payload', 'tagline') }}, '') as tagline,
    nullif({{ json_text('payload', 'overview') }}, '') as overview,
    nullif({{ json_text('payload', 'homepage') }}, '') as homepage_url,
    {{ json_boolean('payload', 'adult') }} as is_adult,
    {{ tmdb_figures_and_images() }},
    {{ utc_timestamp('fetched_at') }} as fetched_at
from newest

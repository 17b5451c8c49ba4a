with newest as (
    {{ newest_of(source('tmdb', 'movie')) }}
)

select
    {{ tmdb_title_id('movie') }},
    nullif(coalesce({{ json_text('payload', 'imdb_id') }}, {{ json_text('payload', 'external_ids.imdb_id') }}), '') as title_id_imdb,
    nullif({{ json_text('payload', 'external_ids.wikidata_id') }}, '') as title_id_wikidata,
    {{ json_text('payload', 'title') }} as title,
    {{ json_text('payload', 'original_title') }} as original_title,
    {{ json_text('payload', 'original_language') }} as original_language,
    {{ json_date('payload', 'release_date') }} as release_date,
    nullif({{ json_integer('payload', 'runtime') }}, 0) as runtime_minutes,
    nullif({{ json_integer('payload', 'budget') }}, 0) as budget_usd,
    nullif({{ json_integer('payload', 'revenue') }}, 0) as revenue_usd,
    {{ json_text('payload', 'status') }} as status,
    nullif({{ json_text('payload', 'tagline') }}, '') as tagline,
    nullif({{ json_text('payload', 'overview') }}, '') as overview,
    nullif({{ json_text('payload', 'homepage') }}, '') as homepage_url,
    {{ json_integer('payload', 'belongs_to_collection.id') }} as collection_id_tmdb,
    {{ json_text('payload', 'belongs_to_collection.name') }} as collection_name,
    {{ json_boolean('payload', 'adult') }} as is_adult,
    {{ json_boolean('payload', 'video') }} as is_video,
    {{ tmdb_figures_and_images() }},
    {{ utc_timestamp('fetched_at') }} as fetched_at
from newest

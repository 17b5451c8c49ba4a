{# TMDB answers alike for movies and for series: `kind` is movie or tv, `answers` what lies in bronze. #}
{# Models name their bronze tables themselves, so that it shows in them what they are made from. #}

{% macro tmdb_title_id(kind) %}try_cast(entity_id as bigint) as title_id_tmdb_{{ kind }}{% endmacro %}

{# The newest answer of each title as `newest`, and the elements of one of its arrays as `entries`. #}
{% macro tmdb_with_entries(answers, path) -%}
with newest as (
    {{ newest_of(answers) }}
),

entries as (
    {{ json_each('newest', ['entity_id'], 'payload', path) }}
)
{%- endmacro %}

{# Columns of a title as lists and charts show it, behind its names and dates. #}
{% macro tmdb_listed_figures() -%}
    nullif({{ json_text('payload', 'overview') }}, '') as overview,
    {{ json_boolean('payload', 'adult') }} as is_adult,
    {{ tmdb_figures_and_images() }}
{%- endmacro %}

{% macro tmdb_figures_and_images() -%}
    {{ json_number('payload', 'popularity') }} as popularity,
    {{ json_integer('payload', 'vote_count') }} as vote_count,
    nullif({{ json_number('payload', 'vote_average') }}, 0) as average_rating,
    nullif({{ json_text('payload', 'poster_path') }}, '') as poster_path,
    nullif({{ json_text('payload', 'backdrop_path') }}, '') as backdrop_path
{%- endmacro %}

{% macro tmdb_listed_genres(answers, kind) -%}
{{ tmdb_with_entries(answers, 'genre_ids') }}

select
    {{ tmdb_title_id(kind) }},
    try_cast({{ entry_text('entry') }} as bigint) as genre_id_tmdb,
    position as genre_position
from entries
{%- endmacro %}

{# The newest chart of each window: places that it does not have any more are gone. #}
{% macro tmdb_trending(snapshots) -%}
with charts as (
    select * from {{ snapshots }}
),

newest as (
    select chart_window, max(load_id) as load_id
    from charts
    group by chart_window
)

select charts.*
from charts
inner join newest on charts.chart_window = newest.chart_window and charts.load_id = newest.load_id
{%- endmacro %}

{# Every fetch of a title, whole or in a list. `figures` are the columns that only this kind has. #}
{% macro tmdb_snapshots(answers, listed_answers, kind, figures) -%}
with fetched_whole as (
    {{ every_fetch_of(answers) }}
),

fetched_in_lists as (
    {{ every_fetch_of(listed_answers) }}
),

fetches as (
    select entity_id, fetched_at, payload, true as is_whole from fetched_whole
    union all
    select entity_id, fetched_at, payload, false as is_whole from fetched_in_lists
)

select
    {{ tmdb_title_id(kind) }},
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    is_whole,
    {{ json_integer('payload', 'vote_count') }} as vote_count,
    nullif({{ json_number('payload', 'vote_average') }}, 0) as average_rating,
    {{ json_number('payload', 'popularity') }} as popularity,
    {{ figures }}
from fetches
{%- endmacro %}

{% macro tmdb_companies(answers, kind) -%}
{{ tmdb_with_entries(answers, 'production_companies') }}

select
    {{ tmdb_title_id(kind) }},
    {{ json_integer('entry', 'id') }} as company_id_tmdb,
    {{ json_text('entry', 'name') }} as company_name,
    nullif({{ json_text('entry', 'origin_country') }}, '') as company_country,
    position as company_position
from entries
{%- endmacro %}

{% macro tmdb_countries(answers, kind) -%}
{{ tmdb_with_entries(answers, 'production_countries') }}

select
    {{ tmdb_title_id(kind) }},
    {{ json_text('entry', 'iso_3166_1') }} as country,
    {{ json_text('entry', 'name') }} as country_name,
    position as country_position
from entries
{%- endmacro %}

{% macro tmdb_genres(answers, kind) -%}
{{ tmdb_with_entries(answers, 'genres') }}

select
    {{ tmdb_title_id(kind) }},
    {{ json_integer('entry', 'id') }} as genre_id_tmdb,
    {{ json_text('entry', 'name') }} as genre_name,
    position as genre_position
from entries
{%- endmacro %}

{# TMDB keeps the keywords of movies and of series under different names. #}
{% macro tmdb_keywords(answers, kind, path) -%}
{{ tmdb_with_entries(answers, path) }}

select
    {{ tmdb_title_id(kind) }},
    {{ json_integer('entry', 'id') }} as keyword_id_tmdb,
    {{ json_text('entry', 'name') }} as keyword
from entries
{%- endmacro %}

{% macro tmdb_languages(answers, kind) -%}
{{ tmdb_with_entries(answers, 'spoken_languages') }}

select
    {{ tmdb_title_id(kind) }},
    {{ json_text('entry', 'iso_639_1') }} as language,
    {{ json_text('entry', 'english_name') }} as language_name,
    position as language_position
from entries
{%- endmacro %}

{% macro tmdb_videos(answers, kind) -%}
{{ tmdb_with_entries(answers, 'videos.results') }}

select
    {{ tmdb_title_id(kind) }},
    {{ json_text('entry', 'id') }} as video_id_tmdb,
    {{ json_text('entry', 'site') }} as site,
    {{ json_text('entry', 'key') }} as video_id_at_site,
    case when {{ json_text('entry', 'site') }} = 'YouTube' then {{ json_text('entry', 'key') }} end as video_id_youtube,
    {{ json_text('entry', 'type') }} as video_type,
    {{ json_text('entry', 'name') }} as video_name,
    nullif({{ json_text('entry', 'iso_639_1') }}, '') as language,
    {{ json_boolean('entry', 'official') }} as is_official,
    {{ json_timestamp('entry', 'published_at') }} as published_at
from entries
{%- endmacro %}

{% macro tmdb_credits(answers, kind) -%}
with newest as (
    {{ newest_of(answers) }}
),

cast_entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'credits.cast') }}
),

crew_entries as (
    {{ json_each('newest', ['entity_id'], 'payload', 'credits.crew') }}
),

entries as (
    select entity_id, entry, true as is_cast from cast_entries
    union all
    select entity_id, entry, false as is_cast from crew_entries
)

select
    {{ tmdb_title_id(kind) }},
    {{ json_text('entry', 'credit_id') }} as credit_id_tmdb,
    {{ json_integer('entry', 'id') }} as person_id_tmdb,
    {{ json_text('entry', 'name') }} as person_name,
    nullif({{ json_integer('entry', 'gender') }}, 0) as gender_code,
    {{ json_text('entry', 'known_for_department') }} as known_for_department,
    is_cast,
    case when not is_cast then {{ json_text('entry', 'department') }} end as department,
    case when not is_cast then {{ json_text('entry', 'job') }} end as job,
    case when is_cast then nullif({{ json_text('entry', 'character') }}, '') end as character_name,
    case when is_cast then {{ json_integer('entry', 'order') }} end as billing_order
from entries
{%- endmacro %}

{% macro tmdb_offers(answers, kind) -%}
{%- set offer_kinds = ['flatrate', 'rent', 'buy', 'ads', 'free'] -%}
with newest as (
    {{ newest_of(answers) }}
),

countries as (
    {{ json_members('newest', ['entity_id', 'fetched_at'], 'payload', 'watch/providers.results') }}
),

offers as (
    select entity_id, fetched_at, name as country, entry as offers from countries
),

entries as (
    {%- for offer_kind in offer_kinds %}
    select entity_id, fetched_at, country, '{{ offer_kind }}' as kind, entry
    from ({{ json_each('offers', ['entity_id', 'fetched_at', 'country'], 'offers', offer_kind) }}) as {{ offer_kind }}_offers
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    {{ tmdb_title_id(kind) }},
    country,
    case when kind = 'flatrate' then 'subscription' else kind end as offer_kind,
    {{ json_integer('entry', 'provider_id') }} as provider_id_tmdb,
    {{ json_text('entry', 'provider_name') }} as provider_name,
    {{ json_integer('entry', 'display_priority') }} as display_priority,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from entries
{%- endmacro %}

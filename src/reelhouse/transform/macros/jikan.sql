{# Elements of several arrays of the anime in `answers` of bronze; `arrays` are {array: what its elements are}. #}
{% macro jikan_with_listed(answers, arrays, kind_column) -%}
with newest as (
    {{ newest_of(answers) }}
),

{% for array in arrays -%}
{{ array }} as (
    {{ json_each('newest', ['entity_id'], 'payload', array) }}
),

{% endfor -%}
listed as (
    {%- for array, kind in arrays.items() %}
    select entity_id, entry, position, '{{ kind }}' as {{ kind_column }} from {{ array }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)
{%- endmacro %}

{# Members of an anime by what they do with it, of answers in `relation`. #}
{% macro jikan_statistics(relation) -%}
select
    cast(entity_id as bigint) as title_id_mal,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_integer('payload', 'data.watching') }} as watching_count,
    {{ json_integer('payload', 'data.completed') }} as completed_count,
    {{ json_integer('payload', 'data.on_hold') }} as on_hold_count,
    {{ json_integer('payload', 'data.dropped') }} as dropped_count,
    {{ json_integer('payload', 'data.plan_to_watch') }} as plan_to_watch_count,
    {{ json_integer('payload', 'data.total') }} as member_count
from {{ relation }}
{%- endmacro %}

{# What members recommend to those who like an anime, of answers in `relation`. #}
{% macro jikan_recommendations(relation) -%}
select
    cast(entity_id as bigint) as title_id_mal,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_integer('entry', 'entry.mal_id') }} as recommended_title_id_mal,
    {{ json_text('entry', 'entry.title') }} as recommended_title,
    {{ json_integer('entry', 'votes') }} as vote_count
from ({{ json_each(relation, ['entity_id', 'fetched_at'], 'payload', 'data') }}) as entries
{%- endmacro %}

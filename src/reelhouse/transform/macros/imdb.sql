{# The number in an IMDb id: 'tt0000001' is 1. #}
{% macro imdb_number(id) %}cast(substr({{ id }}, 3) as bigint){% endmacro %}

{#
  The conformed key of a title of IMDb: the number in its id. A title that was published before
  IMDb's record of it was known keeps the key that it had; most builds have no such title, and
  their models do not look for any.
#}
{% macro imdb_title_key(id) -%}
{%- if has_adoptions() -%}
coalesce(
        (select max(title_key) from build.title_adoptions where imdb_number = {{ imdb_number(id) }}),
        {{ imdb_number(id) }}
    )
{%- else -%}
{{ imdb_number(id) }}
{%- endif -%}
{%- endmacro %}

{% macro has_adoptions() %}
  {%- if not execute -%}{{ return(false) }}{%- endif -%}
  {{ return(run_query("select 1 from build.title_adoptions limit 1") | length > 0) }}
{% endmacro %}

{#
  The build before this one, from which history is carried on. The run registers its tables in the
  schema `previous`; in a first build there are none, and a model takes its shorter path. While dbt
  parses, the longer path is taken, so that it knows all that a model may read.
#}
{% macro has_previous(table) %}
  {%- if not execute -%}{{ return(true) }}{%- endif -%}
  {%- set found = run_query("select 1 from build.previous_tables where table_name = '" ~ table ~ "'") -%}
  {{ return(found | length > 0) }}
{% endmacro %}

{% macro previous(table) %}{{ return(source('previous', table)) }}{% endmacro %}

{# The day the newest delivery of a resource stands for. #}
{% macro snapshot_date_of(provider, resource) -%}
(select snapshot_date from {{ source('build', 'snapshots') }} where source = '{{ provider }}' and resource = '{{ resource }}')
{%- endmacro %}

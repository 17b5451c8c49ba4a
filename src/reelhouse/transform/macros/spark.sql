{# How models are made on Spark, whose catalogue lasts as long as the session of a build. #}

{# A view, whatever was shown under its name before. #}
{% materialization view, adapter="spark" %}
  {%- set target_relation = this.incorporate(type='view') -%}
  {{ run_hooks(pre_hooks) }}
  {% call statement('main') -%}
    create or replace view {{ target_relation }} as
    {{ sql }}
  {%- endcall %}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#
  Write a model to Parquet files in its folder of the build, with the types that it declares, and read
  them back as a view. Files are in order, and so are the rows in them: Spark sorts into ranges.
#}
{% materialization gold_parquet, adapter="spark" %}
  {%- set sort_by = config.get('sort_by') -%}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- set folder = run_query("select gold_folder from build.parameters")[0][0] ~ '/' ~ this.identifier -%}
  {%- set place = "'" ~ folder | replace("'", "\\'") ~ "'" -%}
  {%- set files = 'files.`main__' ~ this.identifier ~ '`' -%}

  {{ run_hooks(pre_hooks) }}

  {% call statement('main') -%}
    insert overwrite directory {{ place }} using parquet
    select
      {%- for column in model.columns.values() %}
      cast({{ column.name }} as {{ spark_type(column.data_type) }}) as {{ column.name }}
      {%- if not loop.last %},{% endif %}
      {%- endfor %}
    from (
      {{ sql }}
    )
    {%- if sort_by %}
    order by {% for column in sort_by %}{{ column }} nulls last{{ ', ' if not loop.last }}{% endfor %}
    {%- endif %}
  {%- endcall %}

  {% call statement('forget') -%}drop table if exists {{ files }}{%- endcall %}
  {% call statement('files') -%}
    create table {{ files }} (
      {%- for column in model.columns.values() %}
      {{ column.name }} {{ spark_type(column.data_type) }}{{ ',' if not loop.last }}
      {%- endfor %}
    ) using parquet location {{ place }}
  {%- endcall %}
  {% call statement('view') -%}
    create or replace view {{ target_relation }} as select * from {{ files }}
  {%- endcall %}

  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# Spark's name of a type as models declare it. #}
{% macro spark_type(declared) -%}
{{ {'varchar': 'string', 'timestamp': 'timestamp_ntz'}.get(declared, declared) }}
{%- endmacro %}

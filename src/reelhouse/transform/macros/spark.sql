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

  A model that is made `by_day_of` a bronze table is run once for each day in `build.slices`, into a
  folder for each: meanwhile the bronze table shows what that day is read from. Whoever runs it makes
  files of the table of these folders, and shows them.
#}
{% materialization gold_parquet, adapter="spark" %}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- set folder = run_query("select gold_folder from build.parameters")[0][0] ~ '/' ~ this.identifier -%}
  {%- set by_day_of = config.get('by_day_of') -%}
  {%- set files = 'files.`main__' ~ this.identifier ~ '`' -%}

  {{ run_hooks(pre_hooks) }}

  {%- if by_day_of %}
  {% for day, body in run_query("select day, body from build.slices order by day").rows %}
  {% do run_query("create or replace view bronze.`" ~ by_day_of ~ "` as " ~ body) %}
  {% call statement('main') -%}
    {{ insert_files(folder ~ '/' ~ day, sql) }}
  {%- endcall %}
  {% endfor %}
  {%- else %}
  {% call statement('main') -%}
    {{ insert_files(folder, sql) }}
  {%- endcall %}

  {% call statement('forget') -%}drop table if exists {{ files }}{%- endcall %}
  {% call statement('files') -%}
    create table {{ files }} (
      {%- for column in model.columns.values() %}
      {{ column.name }} {{ spark_type(column.data_type) }}{{ ',' if not loop.last }}
      {%- endfor %}
    ) using parquet location {{ spark_place(folder) }}
  {%- endcall %}
  {% call statement('view') -%}
    create or replace view {{ target_relation }} as select * from {{ files }}
  {%- endcall %}
  {%- endif %}

  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# Write the rows of the model at hand into the files of a folder. #}
{% macro insert_files(folder, sql) -%}
    {%- set sort_by = config.get('sort_by') -%}
    insert overwrite directory {{ spark_place(folder) }} using parquet
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
{%- endmacro %}

{# A folder as text of Spark's SQL. #}
{% macro spark_place(folder) -%}
'{{ folder | replace("'", "\\'") }}'
{%- endmacro %}

{# Spark's name of a type as models declare it. #}
{% macro spark_type(declared) -%}
{{ {'varchar': 'string', 'timestamp': 'timestamp_ntz'}.get(declared, declared) }}
{%- endmacro %}

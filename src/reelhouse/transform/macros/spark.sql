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

  A model that is made `by_day_of` a bronze table is run once for each stretch of days in
  `build.slices`, into a folder for each day: meanwhile the bronze table shows what these days are
  read from. A day that is alone may be large, and is written by many at once; each of several is
  written by one. Whoever runs it makes files of the table of these folders, and shows them.
#}
{% materialization gold_parquet, adapter="spark" %}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- set folder = run_query("select gold_folder from build.parameters")[0][0] ~ '/' ~ this.identifier -%}
  {%- set by_day_of = config.get('by_day_of') -%}
  {%- set files = 'files.`main__' ~ this.identifier ~ '`' -%}

  {{ run_hooks(pre_hooks) }}

  {%- if by_day_of %}
  {%- set days_table = 'files.`days__' ~ this.identifier ~ '`' %}
  {% call statement('forget') -%}drop table if exists {{ days_table }}{%- endcall %}
  {% call statement('days') -%}
    create table {{ days_table }} ({{ declared_columns() }}, gold_day string)
    using parquet partitioned by (gold_day) location {{ spark_place(folder) }}
  {%- endcall %}
  {% for days, body in run_query("select days, body from build.slices order by days").rows %}
  {% do run_query("create or replace view bronze.`" ~ by_day_of ~ "` as " ~ body) %}
  {% call statement('main') -%}
    {%- if days.split() | length == 1 %}
    {{ insert_files(folder ~ '/gold_day=' ~ days, sql) }}
    {%- else %}
    {{ insert_days(days_table, sql) }}
    {%- endif %}
  {%- endcall %}
  {% endfor %}
  {%- else %}
  {% call statement('main') -%}
    {{ insert_files(folder, sql) }}
  {%- endcall %}

  {% call statement('forget') -%}drop table if exists {{ files }}{%- endcall %}
  {% call statement('files') -%}
    create table {{ files }} ({{ declared_columns() }})
    using parquet location {{ spark_place(folder) }}
  {%- endcall %}
  {% call statement('view') -%}
    create or replace view {{ target_relation }} as select * from {{ files }}
  {%- endcall %}
  {%- endif %}

  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# The columns that the model at hand declares, with their types. #}
{% macro declared_columns() -%}
  {%- for column in model.columns.values() %}
      {{ column.name }} {{ spark_type(column.data_type) }}{{ ',' if not loop.last }}
  {%- endfor %}
{%- endmacro %}

{# The columns of the model at hand, as the types that it declares. #}
{% macro cast_columns() -%}
  {%- for column in model.columns.values() %}
      cast({{ column.name }} as {{ spark_type(column.data_type) }}) as {{ column.name }}
      {%- if not loop.last %},{% endif %}
  {%- endfor %}
{%- endmacro %}

{# Write the rows of the model at hand into the files of a folder. #}
{% macro insert_files(folder, sql) -%}
    {%- set sort_by = config.get('sort_by') -%}
    insert overwrite directory {{ spark_place(folder) }} using parquet
    select {{ cast_columns() }}
    from (
      {{ sql }}
    )
    {%- if sort_by %}
    order by {% for column in sort_by %}{{ column }} nulls last{{ ', ' if not loop.last }}{% endfor %}
    {%- endif %}
{%- endmacro %}

{# Write the rows of the model at hand into a folder for each day, which its first time tells. #}
{% macro insert_days(days_table, sql) -%}
    {%- set sort_by = config.get('sort_by') -%}
    insert into {{ days_table }}
    select {{ cast_columns() }}, cast(cast({{ sort_by[0] }} as date) as string) as gold_day
    from (
      {{ sql }}
    )
    distribute by gold_day
    sort by gold_day, {% for column in sort_by %}{{ column }} nulls last{{ ', ' if not loop.last }}{% endfor %}
{%- endmacro %}

{# A folder as text of Spark's SQL. #}
{% macro spark_place(folder) -%}
'{{ folder | replace("'", "\\'") }}'
{%- endmacro %}

{# Spark's name of a type as models declare it. #}
{% macro spark_type(declared) -%}
{{ {'varchar': 'string', 'timestamp': 'timestamp_ntz'}.get(declared, declared) }}
{%- endmacro %}

{#
  Write a model straight to its Parquet file in the build's folder and read it back as a view.
  dbt-duckdb's own `external` first holds the whole result as a table in memory, and writes a row of
  nulls where there is none. Columns with more than a few thousand values gain nothing from a
  dictionary: without one the files are smaller and sooner written. The lowest level of zstd takes a
  fifth less time to write than the usual one, for files that are three hundredths larger.

  A model that takes the rows of a bronze table as they come names it as `in_order_of`. Where that
  table's file came in sorted, they come in the order of their key and are not sorted once more.

  A model that is made `by_day_of` a bronze table is run once for each stretch of days in
  `build.slices`, and writes a file for each day: meanwhile the bronze table shows what these days
  are read from. Such a model is sorted by its time first, which tells a row's day.
#}
{% materialization gold_parquet, adapter="duckdb" %}
  {%- set sort_by = config.get('sort_by') -%}
  {%- set in_order = comes_in_order(config.get('in_order_of')) -%}
  {%- set target_relation = this.incorporate(type='view') -%}
  {%- set folder = run_query("select gold_folder from build.parameters")[0][0] ~ '/' ~ this.identifier -%}
  {%- set file = "'" ~ (folder ~ '/data.parquet') | replace("'", "''") ~ "'" -%}
  {%- set by_day_of = config.get('by_day_of') -%}

  {{ run_hooks(pre_hooks) }}

  {%- if by_day_of %}
  {% for days, body in run_query("select days, body from build.slices order by days").rows %}
  {% do run_query("create or replace view bronze." ~ by_day_of ~ " as " ~ body) %}
  {% do run_query("create or replace table build.stretch as " ~ sql) %}
  {#- statements of many days go together: dbt takes longer to hand one over than it takes to run -#}
  {% for some in days.split() | batch(100) %}
  {% call statement('main') -%}
    {%- for day in some %}
    copy (
      select * from build.stretch
      where cast({{ sort_by[0] }} as date) = '{{ day }}'
      order by {{ sort_by | join(', ') }}
    ) to '{{ (folder ~ '/' ~ day ~ '.parquet') | replace("'", "''") }}'
    (format parquet, compression zstd, compression_level 1, dictionary_size_limit 4096);
    {%- endfor %}
  {%- endcall %}
  {% endfor %}
  {% do run_query("drop table build.stretch") %}
  {% endfor %}
  {%- else %}

  {% call statement('main') -%}
    copy (
      {{ sql }}
      {%- if sort_by and not in_order %}
      order by {{ sort_by | join(', ') }}
      {%- endif %}
    ) to {{ file }}
    (format parquet, compression zstd, compression_level 1, dictionary_size_limit 4096{{ ', preserve_order true' if in_order }})
  {%- endcall %}

  {% call statement('view') -%}
    create or replace view {{ target_relation }} as
    select * from read_parquet({{ file }})
  {%- endcall %}
  {%- endif %}

  {{ adapter.commit() }}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# Whether the rows of a bronze table come in the order of their key, as far as keys are numbers in ids. #}
{% macro comes_in_order(bronze_table) %}
  {%- if not bronze_table or has_adoptions() -%}{{ return(false) }}{%- endif -%}
  {%- set found = run_query("select 1 from build.in_order where bronze_table = '" ~ bronze_table ~ "'") -%}
  {{ return(found | length > 0) }}
{% endmacro %}

{# Where SQL engines differ. Everything else in the models is SQL that all of them take. #}

{# A 64-bit key of a text that is the same on every engine and in every build: 60 bits of its MD5. #}
{% macro stable_key(text) %}{{ return(adapter.dispatch('stable_key')(text)) }}{% endmacro %}
{% macro duckdb__stable_key(text) %}cast('0x' || substr(md5({{ text }}), 1, 15) as bigint){% endmacro %}
{% macro spark__stable_key(text) %}cast(conv(substr(md5({{ text }}), 1, 15), 16, 10) as bigint){% endmacro %}

{# A hash to tell two rows apart within one run; it is never stored, engines compute it differently. #}
{% macro row_hash(columns, relation='') %}
  {%- set prefix = relation ~ '.' if relation else '' -%}
  {{ return(adapter.dispatch('hash_of')(prefix ~ columns | join(', ' ~ prefix))) }}
{% endmacro %}
{% macro duckdb__hash_of(values) %}hash({{ values }}){% endmacro %}
{% macro spark__hash_of(values) %}xxhash64({{ values }}){% endmacro %}

{# The interpolated quantile of a column within a group. #}
{% macro quantile(column, share) %}{{ return(adapter.dispatch('quantile')(column, share)) }}{% endmacro %}
{% macro duckdb__quantile(column, share) %}quantile_cont({{ column }}, {{ share }}){% endmacro %}
{% macro spark__quantile(column, share) %}percentile({{ column }}, {{ share }}){% endmacro %}

{# The rows of `relation` once for each entry of a comma separated column, as `entry` and its `position` from 1. #}
{% macro each_entry(relation, keep, column) %}{{ return(adapter.dispatch('each_entry')(relation, keep, column)) }}{% endmacro %}
{% macro duckdb__each_entry(relation, keep, column) %}
    select
        {{ keep | join(', ') }},
        unnest(string_split({{ column }}, ',')) as entry,
        generate_subscripts(string_split({{ column }}, ','), 1) as position
    from {{ relation }}
    where {{ column }} is not null
{% endmacro %}
{% macro spark__each_entry(relation, keep, column) %}
    select {{ keep | join(', ') }}, entry, position + 1 as position
    from {{ relation }}
    lateral view posexplode(split({{ column }}, ',')) exploded as position, entry
    where {{ column }} is not null
{% endmacro %}

{# One row a day from `first_date` to `last_date`, both included, as `calendar_date`. #}
{% macro days_between(first_date, last_date) %}{{ return(adapter.dispatch('days_between')(first_date, last_date)) }}{% endmacro %}
{% macro duckdb__days_between(first_date, last_date) %}
    select cast(generate_series as date) as calendar_date
    from generate_series(date '{{ first_date }}', date '{{ last_date }}', interval 1 day)
{% endmacro %}
{% macro spark__days_between(first_date, last_date) %}
    select explode(sequence(date '{{ first_date }}', date '{{ last_date }}', interval 1 day)) as calendar_date
{% endmacro %}

{# What the marts of video, music, social media and marketing share. #}

{#
  The rows of `relation` with the newest one of each key and day. Counters are observed at odd hours,
  and marts compare days.
#}
{% macro last_of_day(relation, keys) %}
    select * from (
        select
            *,
            row_number() over (
                partition by {{ keys | join(', ') }}, observed_date order by observed_at desc
            ) as newness
        from {{ relation }}
    ) as ranked
    where newness = 1
{% endmacro %}

{# A figure made from a platform's counters; null where its terms forbid that. Only YouTube's do. #}
{% macro derived_on_platform(expression) -%}
case when platform <> 'youtube' or {{ may_derive('youtube') }} then {{ expression }} end
{%- endmacro %}

{% macro reason_not_derived_on_platform() -%}
case when platform = 'youtube' then {{ reason_not_derived_from_youtube() }} end
{%- endmacro %}

{# The day some days after a date. #}
{% macro days_after(day, count) %}{{ return(adapter.dispatch('days_after')(day, count)) }}{% endmacro %}
{% macro duckdb__days_after(day, count) %}cast({{ day }} + to_days(cast({{ count }} as integer)) as date){% endmacro %}
{% macro spark__days_after(day, count) %}date_add({{ day }}, cast({{ count }} as int)){% endmacro %}

{# The Sunday that ends the week of a day, as Netflix counts weeks. #}
{% macro week_ending(day) -%}
{{ days_after(day, '7 - ' ~ iso_weekday(day)) }}
{%- endmacro %}

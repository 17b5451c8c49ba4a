{# Seconds in a duration such as 'PT1H2M3S', 'P1DT2H' or '3h17m20s'; null where there is none. #}
{% macro duration_seconds(text) -%}
nullif(
        {{ duration_part(text, 'W') }} * 604800 + {{ duration_part(text, 'D') }} * 86400
        + {{ duration_part(text, 'H') }} * 3600 + {{ duration_part(text, 'M') }} * 60
        + {{ duration_part(text, 'S') }}, 0
    )
{%- endmacro %}

{% macro duration_part(text, unit) -%}
coalesce(try_cast(nullif(regexp_extract(upper({{ text }}), '([0-9]+){{ unit }}', 1), '') as bigint), 0)
{%- endmacro %}

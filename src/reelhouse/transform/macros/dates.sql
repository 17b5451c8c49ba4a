{# Days and weekdays, which engines name differently. #}

{# Days from one day to a later one. #}
{% macro days_from(earlier, later) %}{{ return(adapter.dispatch('days_from')(earlier, later)) }}{% endmacro %}
{% macro duckdb__days_from(earlier, later) %}({{ later }} - {{ earlier }}){% endmacro %}
{% macro spark__days_from(earlier, later) %}datediff({{ later }}, {{ earlier }}){% endmacro %}

{# How many days of one month there are among the rows of a group. #}
{% macro days_of_month(day) %}bit_count({{ bits_of('extract(day from ' ~ day ~ ')') }}){% endmacro %}

{# The day of the week, 1 for Monday to 7 for Sunday (ISO 8601). #}
{% macro iso_weekday(day) %}{{ return(adapter.dispatch('iso_weekday')(day)) }}{% endmacro %}
{% macro duckdb__iso_weekday(day) %}cast(isodow({{ day }}) as integer){% endmacro %}
{% macro spark__iso_weekday(day) %}cast(weekday({{ day }}) + 1 as integer){% endmacro %}

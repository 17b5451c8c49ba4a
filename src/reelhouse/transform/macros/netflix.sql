{# Netflix gives runtimes in hours, and 0 where countries had different numbers of episodes. #}
{% macro netflix_minutes(hours) %}nullif(cast(round(cast({{ hours }} as double) * 60) as integer), 0){% endmacro %}

{# JSON in a cell of the TSV files is quoted as in CSV; in workbooks it is not. #}
{% macro netflix_unquoted(cell) %}
case
        when {{ cell }} like '"[%]"' then replace(substr({{ cell }}, 2, length({{ cell }}) - 2), '""', '"')
        else {{ cell }}
    end
{%- endmacro %}

{# What a list's name tells: 'Films (Non-English)' is films, and none of them English. #}
{% macro netflix_is_film(category) %}{{ category }} like 'Film%'{% endmacro %}
{% macro netflix_is_english(category) %}{{ category }} like '%(English)%'{% endmacro %}

{# The number in an IMDb id: 'tt0000001' is 1. It is the conformed key of what IMDb knows. #}
{% macro imdb_number(id) %}cast(substr({{ id }}, 3) as bigint){% endmacro %}

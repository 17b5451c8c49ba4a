{# The number at the end of a Vimeo address: '/users/152184' is '152184'; null where there is none. #}
{% macro vimeo_number(uri) %}nullif(regexp_extract({{ uri }}, '/([0-9]+)', 1), ''){% endmacro %}

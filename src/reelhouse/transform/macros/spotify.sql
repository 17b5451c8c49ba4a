{# Spotify's dates may be a year or a month only; then there is no day. #}
{% macro spotify_release_columns(column) -%}
    {{ json_date(column, 'release_date') }} as release_date,
    try_cast(substr({{ json_text(column, 'release_date') }}, 1, 4) as smallint) as release_year
{%- endmacro %}

{# Milliseconds as minutes. #}
{% macro spotify_minutes(column) %}({{ json_number(column, 'duration_ms') }} / 60000){% endmacro %}

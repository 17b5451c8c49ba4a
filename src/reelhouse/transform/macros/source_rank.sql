{# Whose words of a title count first where IMDb has none: the sources that describe most come first. #}
{% macro source_rank(source) -%}
case {{ source }}
        when 'tmdb' then 1
        when 'jikan' then 2
        when 'anilist' then 3
        when 'streaming_availability' then 4
        when 'catalogues' then 5
        when 'movielens' then 6
        when 'netflix' then 7
        else 8
    end
{%- endmacro %}

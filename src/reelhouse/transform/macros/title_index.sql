{# The index of how a title performs: three parts, each a percentile, weighed by the settings. #}

{% macro index_parts() %}{{ return(['audience', 'rating', 'attention']) }}{% endmacro %}

{# The weight of a part as the settings have it; a part that they leave out has none. #}
{% macro index_weight(part) -%}
coalesce({{ json_number(mart_setting('index_weights'), part) }}, 0)
{%- endmacro %}

{#
  How many TMDB votes speak for an average: a hundredth of them, ten at most. The factor of the widely
  used engagement score, min(vote_count / 100, 10).
#}
{% macro vote_count_factor(vote_count) %}least(cast({{ vote_count }} as double) / 100, 10){% endmacro %}

{# Days from one date to another, negative where the other comes first. #}
{% macro days_from_to(first, second) %}{{ return(adapter.dispatch('days_from_to')(first, second)) }}{% endmacro %}
{% macro duckdb__days_from_to(first, second) %}date_diff('day', {{ first }}, {{ second }}){% endmacro %}
{% macro spark__days_from_to(first, second) %}datediff({{ second }}, {{ first }}){% endmacro %}

{# Return on cost: (revenue - cost) / cost. #}
{% macro return_on(cost, revenue) %}{{ ratio(revenue ~ ' - ' ~ cost, cost) }}{% endmacro %}

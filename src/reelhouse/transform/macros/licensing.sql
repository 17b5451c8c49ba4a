{# Days from one date to another, negative where the other comes first. #}
{% macro days_from_to(first, second) %}{{ return(adapter.dispatch('days_from_to')(first, second)) }}{% endmacro %}
{% macro duckdb__days_from_to(first, second) %}date_diff('day', {{ first }}, {{ second }}){% endmacro %}
{% macro spark__days_from_to(first, second) %}datediff({{ second }}, {{ first }}){% endmacro %}

{# Return on cost: (revenue - cost) / cost. #}
{% macro return_on(cost, revenue) %}{{ ratio(revenue ~ ' - ' ~ cost, cost) }}{% endmacro %}

{#
  A CTE `grouped_returns`: by `keys`, deals with a return that is no assumption and what a dollar of
  all of them returned, by the books and by attribution.
#}
{% macro returns_of(relation, keys) -%}
grouped_returns as (
    select
        {{ keys | join(', ') }}
        {%- for basis in ['reported', 'attributed'] %}
        {%- set figure = "case when basis = '" ~ basis ~ "' and not is_assumption then " %},
        {{ whole('count(' ~ figure ~ 'roi end)') }} as {{ basis }}_deal_count,
        {{ return_on(exact_sum(figure ~ 'cost_usd end'), exact_sum(figure ~ 'revenue_usd end')) }} as {{ basis }}_roi,
        {{ quantile(figure ~ 'roi end', 0.5) }} as median_{{ basis }}_roi
        {%- endfor %}
    from {{ relation }}
    group by {{ keys | join(', ') }}
)
{%- endmacro %}

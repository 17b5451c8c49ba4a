{# Figures that several marts share, so that each is computed in one way. #}

{# The decade of a year: 1987 is 1980. #}
{% macro decade_of(year) %}cast(floor({{ year }} / 10) * 10 as smallint){% endmacro %}

{# A whole number as a 64-bit integer; sums of integers come wider from some engines. #}
{% macro whole(number) %}cast({{ number }} as bigint){% endmacro %}

{# A share or mean of two sums, null where there is nothing to divide by. #}
{% macro ratio(part, whole) %}(cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0)){% endmacro %}

{#
  A weighted rating as a decimal: decimals add up to the same sum in whatever order threads read the
  rows, doubles do not, and two builds of the same data have to agree.
#}
{% macro exact(rating) %}cast({{ rating }} as decimal(12, 9)){% endmacro %}

{# A sum in a fixed number of places, so that any order of rows adds up to the same. #}
{% macro exact_sum(number) %}sum(cast({{ number }} as decimal(30, 10))){% endmacro %}

{# The columns of mart_title_mix that may be added up. #}
{% macro mix_sums() %}
  {{ return([
    'title_count', 'rated_title_count', 'vote_count',
    'average_rating_sum', 'average_rating_by_votes_sum', 'weighted_rating_sum',
  ]) }}
{% endmacro %}

{# What marts show of summed columns of mart_title_mix. #}
{% macro mix_figures() -%}
    {{ whole('title_count') }} as title_count,
    {{ whole('rated_title_count') }} as rated_title_count,
    {{ whole('vote_count') }} as vote_count,
    {{ ratio('average_rating_sum', 'rated_title_count') }} as mean_average_rating,
    {{ ratio('average_rating_by_votes_sum', 'vote_count') }} as vote_weighted_average_rating,
    {{ ratio('weighted_rating_sum', 'rated_title_count') }} as mean_weighted_rating
{%- endmacro %}

{# The sum of each column, under its own name. #}
{% macro sum_each(columns) %}
  {%- for column in columns -%}
  sum({{ column }}) as {{ column }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{% endmacro %}

{# Sums by title type and `keys`, and the same over all types together under the title type 'all'. #}
{% macro with_all_types(relation, keys, sums) %}
    select title_type, {{ keys | join(', ') }}, {{ sum_each(sums) }}
    from {{ relation }}
    group by title_type, {{ keys | join(', ') }}
    union all
    select 'all' as title_type, {{ keys | join(', ') }}, {{ sum_each(sums) }}
    from {{ relation }}
    group by {{ keys | join(', ') }}
{%- endmacro %}

{#
  A bound of the 95 % interval of a share by Wilson's score, which also holds for few cases and
  shares near 0 and 1 (Wilson 1927; Brown, Cai & DasGupta 2001). `side` is '-' or '+'.
#}
{% macro wilson_bound(successes, cases, side) -%}
{%- set z = '1.959963984540054' -%}
{%- set share = ratio(successes, cases) -%}
(
    ({{ share }} + {{ z }} * {{ z }} / (2 * {{ cases }}))
    {{ side }} {{ z }} * sqrt(
        {{ share }} * (1 - {{ share }}) / {{ cases }}
        + {{ z }} * {{ z }} / (4 * cast({{ cases }} as double) * {{ cases }})
    )
) / (1 + {{ z }} * {{ z }} / {{ cases }})
{%- endmacro %}

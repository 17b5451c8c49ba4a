{# Figures that several marts share, so that each is computed in one way. #}

{# The decade of a year: 1987 is 1980. #}
{% macro decade_of(year) %}cast(floor({{ year }} / 10) * 10 as smallint){% endmacro %}

{# A whole number as a 64-bit integer; sums of integers come wider from some engines. #}
{% macro whole(number) %}cast({{ number }} as bigint){% endmacro %}

{# A share or mean of two sums, null where there is nothing to divide by. #}
{% macro ratio(part, whole) %}cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0){% endmacro %}

{#
  A weighted rating as a decimal: decimals add up to the same sum in whatever order threads read the
  rows, doubles do not, and two builds of the same data have to agree.
#}
{% macro exact(rating) %}cast({{ rating }} as decimal(12, 9)){% endmacro %}

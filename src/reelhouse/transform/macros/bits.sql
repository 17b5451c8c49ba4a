{# Small whole numbers of the rows of a group as bits of one number: a set that takes no room. #}

{# The numbers, 0 to 62, that occur in a group; an aggregate. #}
{% macro bits_of(number) %}{{ return(adapter.dispatch('bits_of')(number)) }}{% endmacro %}
{% macro duckdb__bits_of(number) %}bit_or(cast(1 as bigint) << cast({{ number }} as bigint)){% endmacro %}
{% macro spark__bits_of(number) %}bit_or(shiftleft(cast(1 as bigint), cast({{ number }} as integer))){% endmacro %}

{# Whether a number is among them. #}
{% macro has_bit(bits, number) %}{{ return(adapter.dispatch('has_bit')(bits, number)) }}{% endmacro %}
{% macro duckdb__has_bit(bits, number) %}({{ bits }} >> cast({{ number }} as bigint)) & 1 = 1{% endmacro %}
{% macro spark__has_bit(bits, number) %}getbit({{ bits }}, {{ number }}) = 1{% endmacro %}

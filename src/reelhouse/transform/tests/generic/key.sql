{# No two rows are equal in all of these columns, nulls counting as equal; only a `nullable` one may be null. #}
{% test key(model, columns, nullable=[]) %}
select {{ columns | join(', ') }}, count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{%- for column in columns if column not in nullable %} or {{ column }} is null{% endfor %}
{% endtest %}

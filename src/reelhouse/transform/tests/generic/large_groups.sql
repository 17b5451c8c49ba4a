{# Every row is about as many members as a group must have to be shown, at least. It is a gate as well. #}
{% test large_groups(model, column_name) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} is null or {{ column_name }} < {{ whole(mart_setting('min_group')) }}
{% endtest %}

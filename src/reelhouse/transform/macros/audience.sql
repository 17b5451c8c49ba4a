{# Months, and the figures of viewing that several marts share. #}

{# The first day of a date's month. #}
{% macro month_start_of(day) %}cast(date_trunc('month', {{ day }}) as date){% endmacro %}

{# The last day of the month that begins on a day. #}
{% macro month_end_of(month_start) %}cast({{ month_start }} + interval 1 month - interval 1 day as date){% endmacro %}

{# Months from one month to another, both given by any of their days. #}
{% macro months_between(earlier, later) -%}
cast(
    (extract(year from {{ later }}) - extract(year from {{ earlier }})) * 12
    + extract(month from {{ later }}) - extract(month from {{ earlier }}) as integer
)
{%- endmacro %}


{# The columns of fact_viewing_hour that may be added up. #}
{% macro viewing_sums() %}
  {{ return([
    'session_count', 'watched_minutes', 'measured_session_count', 'completion_sum', 'completed_session_count',
  ]) }}
{% endmacro %}

{# What marts show of a group of `member_count` members and its summed columns of fact_viewing_hour. #}
{% macro viewing_figures() -%}
    {{ whole('session_count') }} as session_count,
    cast(watched_minutes as double) / 60 as watched_hours,
    {{ ratio('session_count', 'member_count') }} as sessions_per_member,
    {{ ratio('watched_minutes', 'session_count') }} as mean_session_minutes,
    {{ ratio('completion_sum', 'measured_session_count') }} as completion_rate,
    {{ ratio('completed_session_count', 'measured_session_count') }} as completed_session_rate
{%- endmacro %}

{# The rows of `relation` once under each group that its member belongs to: all, country and plan. #}
{% macro each_member_group(relation, keep) %}
  {%- for dimension, value in [('all', "'all'"), ('country', 'country_code'), ('plan', 'plan')] %}
    {%- if not loop.first %}
    union all
    {%- endif %}
    select '{{ dimension }}' as dimension, {{ value }} as member_group, {{ keep | join(', ') }}
    from {{ relation }}
  {%- endfor %}
{% endmacro %}

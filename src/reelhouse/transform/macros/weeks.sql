{# Weekly lists: how long something stands in one, and when it comes back. #}

{# Weeks from one day to a later one of the same weekday. #}
{% macro weeks_from(earlier, later) %}cast({{ days_from(earlier, later) }} / 7 as integer){% endmacro %}

{#
  The rows of `relation`, one for each `entry` and week, with the place of the week in the entry's
  stay: `week_count` weeks in the list so far, `run_number` of the stay without a week missing,
  `weeks_since_first` since the first week, `previous_week` the week in the list before this one.
#}
{% macro with_stay(relation, entry, week) -%}
    select
        *,
        cast(sum(case when {{ week }} = previous_week + 7 then 0 else 1 end) over (
            partition by {{ entry | join(', ') }} order by {{ week }}
        ) as integer) as run_number
    from (
        select
            *,
            cast(row_number() over (
                partition by {{ entry | join(', ') }} order by {{ week }}
            ) as integer) as week_count,
            {{ weeks_from('min(' ~ week ~ ') over (partition by ' ~ entry | join(', ') ~ ')', week) }} as weeks_since_first,
            lag({{ week }}) over (partition by {{ entry | join(', ') }} order by {{ week }}) as previous_week
        from {{ relation }}
    ) as ordered
{%- endmacro %}

{# A figure minus its value in the week before; null where that week is not in the list. #}
{% macro change_in_stay(figure, entry, week) -%}
case when {{ week }} = previous_week + 7 then
        {{ figure }} - lag({{ figure }}) over (partition by {{ entry | join(', ') }} order by {{ week }})
    end
{%- endmacro %}

{#
  The rows of `relation` with the `namesake` that they are of: 0, and one more each time Netflix
  begins anew to count the weeks of a name, as it does when another film of the same name comes.

  The week in which a film would have come, had it missed none since, grows with each week that it
  misses and never falls. In its order weeks of films that are in the list side by side lie apart.
  Of two that are counted alike the one of the better place is the first `twin`.
#}
{% macro with_namesakes(relation, names, week) -%}
    {%- set in_order = 'partition by ' ~ names | join(', ') ~ ' order by twin, unbroken_week, ' ~ week -%}
    select
        *,
        sum(
            case when cumulative_week_count <= earlier_week_count or twin > earlier_twin then 1 else 0 end
        ) over ({{ in_order }}) as namesake
    from (
        select
            *,
            lag(cumulative_week_count) over ({{ in_order }}) as earlier_week_count,
            lag(twin) over ({{ in_order }}) as earlier_twin
        from (
            select
                *,
                {{ days_after(week, '-7 * cumulative_week_count') }} as unbroken_week,
                row_number() over (
                    partition by {{ names | join(', ') }}, {{ week }}, cumulative_week_count
                    order by weekly_rank
                ) as twin
            from {{ relation }}
        ) as counted
    ) as named
{%- endmacro %}

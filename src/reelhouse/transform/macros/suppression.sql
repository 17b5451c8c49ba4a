{#
  No mart shows a group of fewer than `min_group` members, nor lets one be found by subtraction.

  Where a sum over several groups is known as well (a month's over its countries), it tells what one
  hidden group holds. Therefore, wherever a group of such a sum is too small, the smallest one that
  is large enough is hidden with it: what is left over then holds at least `min_group` members.
#}

{#
  The rows of `groups`, each with its `member_count`, and whether it `is_hidden`. A margin is a list
  of columns within which the sum over the groups is known; an empty one is the sum over all.
  `order_by` names the columns that tell the groups of a margin apart; `least` is the fewest members
  that a group must have, `min_group` of the settings.
#}
{% macro hide_small(groups, margins, order_by, least) %}
    select
        ranked.*,
        member_count < {{ least }}
        {%- for margin in margins %}
        or (least_{{ loop.index }} < {{ least }} and place_{{ loop.index }} = 1)
        {%- endfor %} as is_hidden
    from (
        select
            {{ groups }}.*
            {%- for margin in margins %}
            {%- set within = 'partition by ' ~ margin | join(', ') if margin else '' %},
            min(member_count) over ({{ within }}) as least_{{ loop.index }},
            row_number() over (
                {{ within }}
                order by
                    case when member_count < {{ least }} then 1 else 0 end,
                    member_count,
                    {{ order_by | join(', ') }}
            ) as place_{{ loop.index }}
            {%- endfor %}
        from {{ groups }}
    ) as ranked
{%- endmacro %}

{# Groups that are hidden go together under this name, where what they hold together is shown. #}
{% macro rest() %}'(rest)'{% endmacro %}

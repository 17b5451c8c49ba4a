{{ config(sort_by=['month_start_date', 'dimension', 'member_group']) }}
{%- set least = whole(mart_setting('min_group')) -%}

with members as (
    select member_key, country_code, plan, joined_date, cancelled_date, known_date
    from {{ ref('dim_member') }}
),

viewing as (
    select distinct member_key, {{ month_start_of('hour_at') }} as month_start_date
    from {{ ref('fact_viewing_hour') }}
),

months as (
    select calendar_date as month_start_date, {{ month_end_of('calendar_date') }} as month_end_date
    from {{ ref('dim_date') }}
    where day_of_month = 1
),

-- every month of a membership that has ended by the day of the file
member_months as (
    select
        months.month_start_date,
        members.member_key,
        members.country_code,
        members.plan,
        case when members.joined_date < months.month_start_date then 1 else 0 end as was_there,
        case when members.joined_date >= months.month_start_date then 1 else 0 end as has_joined,
        case when members.cancelled_date <= months.month_end_date then 1 else 0 end as has_cancelled,
        case when viewing.member_key is not null then 1 else 0 end as was_active
    from members
    inner join months
        on members.joined_date <= months.month_end_date
        and months.month_end_date <= members.known_date
        and (members.cancelled_date is null or members.cancelled_date >= months.month_start_date)
    left join viewing
        on members.member_key = viewing.member_key and months.month_start_date = viewing.month_start_date
),

grouped as (
    {{ each_member_group('member_months', ['month_start_date', 'was_there', 'has_joined', 'has_cancelled', 'was_active']) }}
),

member_groups as (
    select
        month_start_date,
        dimension,
        member_group,
        sum(was_there) as member_count,
        sum(has_joined) as joined_count,
        sum(was_there * has_cancelled) as lost_count,
        sum(was_there * was_active) as active_count
    from grouped
    group by month_start_date, dimension, member_group
),

judged as (
    {{ hide_small('member_groups', [['month_start_date', 'dimension']], ['member_group'], least) }}
),

shown as (
    select
        month_start_date,
        dimension,
        case when is_hidden then {{ rest() }} else member_group end as member_group,
        {{ sum_each(['member_count', 'joined_count', 'lost_count', 'active_count']) }}
    from judged
    group by 1, 2, 3
),

final as (
    select
        month_start_date,
        dimension,
        member_group,
        {{ whole('member_count') }} as member_count,
        {{ ratio('joined_count', 'member_count') }} as join_rate,
        {{ ratio('lost_count', 'member_count') }} as churn_rate,
        {{ ratio('active_count', 'member_count') }} as active_rate
    from shown
    where member_count >= {{ least }}
)

select * from final

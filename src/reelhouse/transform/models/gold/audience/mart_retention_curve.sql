{{ config(sort_by=['dimension', 'member_group', 'months_since_join']) }}
{%- set least = whole(mart_setting('min_group')) -%}
{#- days of a mean month of the Gregorian calendar, and the normal quantile of a 95 % interval -#}
{%- set month_days = 30.436875 -%}
{%- set quantile_95 = 1.959964 -%}

with members as (
    select
        country_code,
        plan,
        {{ days_from('joined_date', 'coalesce(cancelled_date, known_date)') }} as membership_days,
        case when cancelled_date is null then 0 else 1 end as has_cancelled
    from {{ ref('dim_member') }}
),

marks as (
    select distinct {{ months_between("date '1970-01-01'", 'calendar_date') }} as months_since_join
    from {{ ref('dim_date') }}
),

grouped as (
    {{ each_member_group('members', ['membership_days', 'has_cancelled']) }}
),

member_groups as (
    select dimension, member_group, count(*) as member_count
    from grouped
    group by dimension, member_group
),

judged as (
    {{ hide_small('member_groups', [['dimension']], ['member_group'], least) }}
),

days as (
    select
        judged.dimension,
        case when judged.is_hidden then {{ rest() }} else judged.member_group end as member_group,
        grouped.membership_days,
        count(*) as ended_count,
        sum(grouped.has_cancelled) as cancelled_count
    from grouped
    inner join judged on grouped.dimension = judged.dimension and grouped.member_group = judged.member_group
    group by 1, 2, 3
),

-- at risk on a day are all who were members for so long
followed as (
    select
        days.*,
        sum(ended_count) over (
            partition by dimension, member_group
            order by membership_days desc
            rows between unbounded preceding and current row
        ) as at_risk_count
    from days
),

-- the product of Kaplan and Meier as a sum of logarithms, and Greenwood's sum for its variance, over
-- all days up to the mark; decimals add up to the same in whatever order
curves as (
    select
        followed.dimension,
        followed.member_group,
        marks.months_since_join,
        sum(case when membership_days > months_since_join * {{ month_days }} then ended_count else 0 end)
            as at_risk_count,
        sum(
            case when membership_days <= months_since_join * {{ month_days }} and cancelled_count < at_risk_count
                then cast(ln(1 - {{ ratio('cancelled_count', 'at_risk_count') }}) as decimal(28, 15))
            end
        ) as log_retention,
        sum(
            case when membership_days <= months_since_join * {{ month_days }} and cancelled_count < at_risk_count
                then cast(
                    {{ ratio('cancelled_count', 'at_risk_count') }} / (at_risk_count - cancelled_count)
                    as decimal(28, 15)
                )
            end
        ) as greenwood_sum
    from followed
    inner join marks
        on marks.months_since_join >= 0
        and marks.months_since_join * {{ month_days }} < (select max(membership_days) from members)
    group by followed.dimension, followed.member_group, marks.months_since_join
),

-- a curve ends where too few are left; the interval is that of log(-log), which stays within 0 and 1
estimates as (
    select
        dimension,
        member_group,
        months_since_join,
        at_risk_count,
        exp(cast(coalesce(log_retention, 0) as double)) as retention_rate,
        case when log_retention < 0
            then {{ quantile_95 }} * sqrt(cast(greenwood_sum as double)) / abs(cast(log_retention as double))
        end as half_width
    from curves
    where at_risk_count >= {{ least }}
),

final as (
    select
        dimension,
        member_group,
        months_since_join,
        {{ whole('at_risk_count') }} as at_risk_member_count,
        retention_rate,
        power(retention_rate, exp(half_width)) as retention_low_rate,
        power(retention_rate, exp(-half_width)) as retention_high_rate
    from estimates
)

select * from final

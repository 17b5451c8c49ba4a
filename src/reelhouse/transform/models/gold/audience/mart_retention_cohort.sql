{{ config(sort_by=['cohort_month', 'months_since_join']) }}
{%- set least = whole(mart_setting('min_group')) -%}

with members as (
    select member_key, {{ month_start_of('joined_date') }} as cohort_month, cancelled_date, known_date
    from {{ ref('dim_member') }}
),

viewing as (
    select distinct member_key, {{ month_start_of('hour_at') }} as month_start_date
    from {{ ref('fact_viewing_hour') }}
),

months as (
    select calendar_date as month_start_date
    from {{ ref('dim_date') }}
    where day_of_month = 1
),

cohorts as (
    select cohort_month, count(*) as member_count, max(known_date) as known_date
    from members
    group by cohort_month
),

judged as (
    {{ hide_small('cohorts', [[]], ['cohort_month'], least) }}
),

cohort_months as (
    select judged.cohort_month, judged.member_count, months.month_start_date
    from judged
    inner join months
        on judged.cohort_month <= months.month_start_date
        and {{ month_end_of('months.month_start_date') }} <= judged.known_date
    where not judged.is_hidden
),

cancelled as (
    select cohort_month, {{ month_start_of('cancelled_date') }} as month_start_date, count(*) as cancelled_count
    from members
    where cancelled_date is not null
    group by 1, 2
),

active as (
    select members.cohort_month, viewing.month_start_date, count(*) as active_count
    from members
    inner join viewing on members.member_key = viewing.member_key
    group by members.cohort_month, viewing.month_start_date
),

curves as (
    select
        cohort_months.cohort_month,
        {{ months_between('cohort_months.cohort_month', 'cohort_months.month_start_date') }} as months_since_join,
        cohort_months.member_count,
        cohort_months.member_count - sum(coalesce(cancelled.cancelled_count, 0)) over (
            partition by cohort_months.cohort_month
            order by cohort_months.month_start_date
            rows between unbounded preceding and current row
        ) as retained_count,
        coalesce(active.active_count, 0) as active_count
    from cohort_months
    left join cancelled
        on cohort_months.cohort_month = cancelled.cohort_month
        and cohort_months.month_start_date = cancelled.month_start_date
    left join active
        on cohort_months.cohort_month = active.cohort_month
        and cohort_months.month_start_date = active.month_start_date
),

-- a curve ends where too few are left
final as (
    select
        cohort_month,
        months_since_join,
        {{ whole('member_count') }} as member_count,
        {{ whole('retained_count') }} as retained_member_count,
        {{ ratio('retained_count', 'member_count') }} as retention_rate,
        {{ ratio('active_count', 'member_count') }} as active_rate
    from curves
    where retained_count >= {{ least }}
)

select * from final

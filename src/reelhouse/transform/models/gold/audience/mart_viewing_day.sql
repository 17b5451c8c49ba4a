{{ config(sort_by=['viewing_date']) }}
{%- set least = whole(mart_setting('min_group')) -%}

with viewing as (
    select
        cast(hour_at as date) as viewing_date,
        {{ month_start_of('hour_at') }} as month_start_date,
        member_key,
        {{ viewing_sums() | join(', ') }}
    from {{ ref('fact_viewing_hour') }}
),

days as (
    select
        viewing_date,
        month_start_date,
        count(distinct member_key) as member_count,
        {{ sum_each(viewing_sums()) }}
    from viewing
    group by viewing_date, month_start_date
),

-- the sum of a month is known from mart_viewing_month
judged as (
    {{ hide_small('days', [['month_start_date']], ['viewing_date'], least) }}
),

final as (
    select viewing_date, member_count, {{ viewing_figures() }}
    from judged
    where not is_hidden
)

select * from final

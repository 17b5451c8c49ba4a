{{ config(sort_by=['title_key', 'month_start_date']) }}
{%- set least = whole(mart_setting('min_group')) -%}

with viewing as (
    select
        title_key,
        {{ month_start_of('hour_at') }} as month_start_date,
        member_key,
        {{ viewing_sums() | join(', ') }}
    from {{ ref('fact_viewing_hour') }}
),

audiences as (
    select
        title_key,
        month_start_date,
        count(distinct member_key) as member_count,
        {{ sum_each(viewing_sums()) }}
    from viewing
    group by title_key, month_start_date
),

-- the sums of a title and of a month are known from mart_title_audience and mart_viewing_month
judged as (
    {{ hide_small('audiences', [['title_key'], ['month_start_date']], ['title_key', 'month_start_date'], least) }}
),

final as (
    select title_key, month_start_date, member_count, {{ viewing_figures() }}
    from judged
    where not is_hidden and title_key is not null
)

select * from final

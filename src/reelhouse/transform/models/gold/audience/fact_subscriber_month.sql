{{ config(sort_by=['region', 'month_start_date']) }}
{%- set least = whole(mart_setting('min_group')) -%}

with subscribers as (
    select * from {{ ref('silver_first_party__regional_subscriber') }}
),

revenue as (
    select region, month_start_date, sum(revenue_usd) as revenue_usd
    from {{ ref('silver_first_party__subscription_revenue') }}
    group by region, month_start_date
),

final as (
    select
        subscribers.region,
        subscribers.month_start_date,
        subscribers.subscriber_count,
        subscribers.new_subscriber_count,
        subscribers.cancelled_subscriber_count,
        {{ ratio('subscribers.cancelled_subscriber_count', 'month_before.subscriber_count') }} as churn_rate,
        {{ ratio('subscribers.subscriber_count', 'month_before.subscriber_count') }} - 1 as growth_rate,
        cast(revenue.revenue_usd as double) as revenue_usd,
        {{ ratio('revenue.revenue_usd', 'subscribers.subscriber_count') }} as revenue_per_subscriber_usd
    from subscribers
    left join subscribers as month_before
        on subscribers.region = month_before.region
        and {{ months_between('month_before.month_start_date', 'subscribers.month_start_date') }} = 1
    left join revenue
        on subscribers.region = revenue.region and subscribers.month_start_date = revenue.month_start_date
    where subscribers.subscriber_count >= {{ least }}
)

select * from final

{{ config(sort_by=['region']) }}

with deals as (
    select
        region, region_tier, title, licensor, is_exclusive, term_days, elapsed_days, lag_days, fee_usd,
        cost_to_date_usd
    from {{ ref('fact_licensing_deal') }}
),

returns as (
    select region, basis, is_assumption, cost_usd, revenue_usd, roi from {{ ref('mart_licensing_roi') }}
),

portfolio as (
    select
        region,
        max(region_tier) as region_tier,
        count(*) as deal_count,
        sum(case when elapsed_days > 0 and elapsed_days < term_days then 1 else 0 end) as running_deal_count,
        sum(case when is_exclusive then 1 else 0 end) as exclusive_deal_count,
        count(distinct title) as title_count,
        count(distinct licensor) as licensor_count,
        cast({{ exact_sum('fee_usd') }} as double) as fee_usd,
        cast({{ exact_sum('cost_to_date_usd') }} as double) as cost_to_date_usd,
        {{ quantile('lag_days', 0.5) }} as median_lag_days
    from deals
    group by region
),

{{ returns_of('returns', ['region']) }},

final as (
    select
        portfolio.region,
        portfolio.region_tier,
        {{ whole('portfolio.deal_count') }} as deal_count,
        {{ whole('portfolio.running_deal_count') }} as running_deal_count,
        {{ whole('portfolio.exclusive_deal_count') }} as exclusive_deal_count,
        {{ whole('portfolio.title_count') }} as title_count,
        {{ whole('portfolio.licensor_count') }} as licensor_count,
        portfolio.fee_usd,
        portfolio.cost_to_date_usd,
        portfolio.median_lag_days,
        grouped_returns.reported_deal_count,
        grouped_returns.reported_roi,
        grouped_returns.median_reported_roi,
        grouped_returns.attributed_deal_count,
        grouped_returns.attributed_roi,
        grouped_returns.median_attributed_roi
    from portfolio
    left join grouped_returns on portfolio.region = grouped_returns.region
)

select * from final

{{ config(sort_by=['region', 'lag_band']) }}

with deals as (
    select region, lag_band, lag_days, fee_usd
    from {{ ref('fact_licensing_deal') }}
    where lag_band is not null
),

returns as (
    select region, lag_band, basis, is_assumption, cost_usd, revenue_usd, roi
    from {{ ref('mart_licensing_roi') }}
    where lag_band is not null
),

region_counts as (
    select region, count(*) as deal_count from deals group by region
),

lags as (
    select
        region,
        lag_band,
        count(*) as deal_count,
        cast({{ exact_sum('fee_usd') }} as double) as fee_usd,
        min(lag_days) as lowest_lag_days,
        {{ quantile('lag_days', 0.5) }} as median_lag_days,
        max(lag_days) as highest_lag_days
    from deals
    group by region, lag_band
),

{{ returns_of('returns', ['region', 'lag_band']) }},

final as (
    select
        lags.region,
        lags.lag_band,
        {{ whole('lags.deal_count') }} as deal_count,
        {{ ratio('lags.deal_count', 'region_counts.deal_count') }} as deal_share_rate,
        lags.fee_usd,
        cast(lags.lowest_lag_days as integer) as lowest_lag_days,
        lags.median_lag_days,
        cast(lags.highest_lag_days as integer) as highest_lag_days,
        grouped_returns.reported_deal_count,
        grouped_returns.reported_roi,
        grouped_returns.median_reported_roi,
        grouped_returns.attributed_deal_count,
        grouped_returns.attributed_roi,
        grouped_returns.median_attributed_roi
    from lags
    inner join region_counts on lags.region = region_counts.region
    left join grouped_returns
        on lags.region = grouped_returns.region and lags.lag_band = grouped_returns.lag_band
)

select * from final

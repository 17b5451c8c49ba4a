-- (revenue - cost) / cost of all deals of a kind together, with the 95 % interval of a ratio of
-- sums over deals (Cochran 1977, Sampling Techniques, section 6.4). Assumptions are left out.
with deals as (
    select
        returns.deal_id,
        returns.region,
        returns.rights_window,
        returns.is_exclusive,
        returns.lag_band,
        returns.quality_band,
        returns.cost_usd,
        returns.revenue_usd
    from mart_licensing_roi as returns
    inner join fact_licensing_deal as deals on returns.deal_id = deals.deal_id
    where returns.method in ('books', 'viewing')
        and returns.revenue_usd is not null
        and {bases:returns.basis}
        and {regions:returns.region}
        and {since:deals.start_date}
        and {until:deals.start_date}
),

kinds as (
    select 'region' as trait, region as kind, cost_usd, revenue_usd from deals
    union all
    select 'delay', lag_band, cost_usd, revenue_usd from deals
    union all
    select 'exclusivity', case when is_exclusive then 'exclusive' else 'shared' end, cost_usd,
        revenue_usd
    from deals
    union all
    select 'score', 'score ' || quality_band, cost_usd, revenue_usd from deals
    union all
    select 'window', upper(replace(rights_window, '_', ' ')), cost_usd, revenue_usd from deals
),

returns as (
    select
        trait,
        kind,
        count(*) as deal_count,
        sum(cost_usd) as cost_usd,
        sum(revenue_usd) as revenue_usd,
        sum(revenue_usd) / nullif(sum(cost_usd), 0) as ratio
    from kinds
    where kind is not null
    group by trait, kind
),

spread as (
    select
        kinds.trait,
        kinds.kind,
        sqrt(
            sum(power(kinds.revenue_usd - returns.ratio * kinds.cost_usd, 2))
            * max(returns.deal_count) / nullif(max(returns.deal_count) - 1, 0)
        ) / max(returns.cost_usd) as standard_error
    from kinds
    inner join returns on kinds.trait = returns.trait and kinds.kind = returns.kind
    group by kinds.trait, kinds.kind
),

final as (
    select
        returns.trait,
        returns.kind,
        returns.deal_count,
        returns.cost_usd,
        returns.revenue_usd,
        returns.ratio - 1 as roi,
        returns.ratio - 1 - 1.959964 * spread.standard_error as roi_low,
        returns.ratio - 1 + 1.959964 * spread.standard_error as roi_high
    from returns
    inner join spread on returns.trait = spread.trait and returns.kind = spread.kind
    where returns.ratio is not null
        and {traits:returns.trait}
)

select * from final
order by trait, roi desc, kind

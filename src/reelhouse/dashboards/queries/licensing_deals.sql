-- Deals that returned something, each with its delay, cost and return.
with final as (
    select
        returns.title,
        returns.licensor,
        returns.region,
        returns.is_exclusive,
        deals.start_date,
        deals.lag_days,
        returns.cost_usd,
        returns.revenue_usd,
        returns.roi
    from mart_licensing_roi as returns
    inner join fact_licensing_deal as deals on returns.deal_id = deals.deal_id
    where returns.method in ('books', 'viewing')
        and returns.roi is not null
        and returns.cost_usd > 0
        and {bases:returns.basis}
        and {regions:returns.region}
        and {since:deals.start_date}
        and {until:deals.start_date}
)

select * from final
order by revenue_usd - cost_usd desc, title
limit {limit}

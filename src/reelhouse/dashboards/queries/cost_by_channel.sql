-- What a new subscriber costs in each channel, with the 95 % interval of a ratio of sums over
-- campaigns (Cochran 1977, Sampling Techniques, section 6.4).
with campaigns as (
    select
        campaigns.channel,
        campaigns.spend_usd,
        campaigns.new_subscriber_count
    from mart_campaign as campaigns
    left join dim_title on campaigns.title_key = dim_title.title_key and dim_title.is_current
    where campaigns.new_subscriber_count is not null
        and {regions:campaigns.region}
        and {genres:any of dim_title.genres}
        and {since:campaigns.start_date}
        and {until:campaigns.start_date}
),

costs as (
    select
        channel,
        count(*) as campaign_count,
        sum(new_subscriber_count) as new_subscriber_count,
        sum(spend_usd) / nullif(sum(new_subscriber_count), 0) as cost_usd
    from campaigns
    group by channel
),

spread as (
    select
        campaigns.channel,
        sqrt(
            sum(power(campaigns.spend_usd - costs.cost_usd * campaigns.new_subscriber_count, 2))
            * max(costs.campaign_count) / nullif(max(costs.campaign_count) - 1, 0)
        ) / max(costs.new_subscriber_count) as standard_error
    from campaigns
    inner join costs on campaigns.channel = costs.channel
    group by campaigns.channel
),

final as (
    select
        costs.channel,
        costs.campaign_count,
        costs.new_subscriber_count,
        costs.cost_usd,
        costs.cost_usd - 1.959964 * spread.standard_error as cost_low_usd,
        costs.cost_usd + 1.959964 * spread.standard_error as cost_high_usd
    from costs
    inner join spread on costs.channel = spread.channel
    where costs.cost_usd is not null
)

select * from final
order by cost_usd, channel

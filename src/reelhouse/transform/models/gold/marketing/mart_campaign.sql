{{ config(sort_by=['campaign_id']) }}

with campaigns as (
    select
        campaign_id,
        title_key,
        campaign_name,
        channel,
        region,
        title,
        start_date,
        end_date,
        spend_usd,
        impression_count,
        click_count,
        new_subscriber_count
    from {{ ref('fact_campaign') }}
),

audience_months as (
    select title_key, month_start_date, watched_hours
    from {{ ref('mart_title_audience_month') }}
),

subscriber_months as (
    select region, month_start_date, revenue_per_subscriber_usd
    from {{ ref('fact_subscriber_month') }}
),

viewing as (
    select campaigns.campaign_id, sum(audience_months.watched_hours) as viewed_hours
    from campaigns
    inner join audience_months
        on campaigns.title_key = audience_months.title_key
        and audience_months.month_start_date
            between date_trunc('month', campaigns.start_date) and campaigns.end_date
    group by campaigns.campaign_id
),

final as (
    select
        campaigns.campaign_id,
        campaigns.title_key,
        campaigns.campaign_name,
        campaigns.channel,
        campaigns.region,
        campaigns.title,
        campaigns.start_date,
        campaigns.end_date,
        cast(campaigns.spend_usd as double) as spend_usd,
        campaigns.impression_count,
        campaigns.click_count,
        campaigns.new_subscriber_count,
        viewing.viewed_hours,
        {{ ratio('campaigns.click_count', 'campaigns.impression_count') }} as click_rate,
        {{ ratio('campaigns.spend_usd * 1000', 'campaigns.impression_count') }} as cost_per_thousand_impressions_usd,
        {{ ratio('campaigns.spend_usd', 'campaigns.click_count') }} as cost_per_click_usd,
        {{ ratio('campaigns.spend_usd', 'campaigns.new_subscriber_count') }} as cost_per_new_subscriber_usd,
        {{ ratio('campaigns.spend_usd * 1000', 'viewing.viewed_hours') }} as cost_per_thousand_hours_usd,
        campaigns.new_subscriber_count
            * subscriber_months.revenue_per_subscriber_usd
            * cast({{ mart_setting('campaign_subscriber_months') }} as double) as assumed_revenue_usd,
        {{ ratio(
            'campaigns.new_subscriber_count * subscriber_months.revenue_per_subscriber_usd * cast('
            ~ mart_setting('campaign_subscriber_months') ~ ' as double) - campaigns.spend_usd',
            'campaigns.spend_usd'
        ) }} as assumed_return_rate
    from campaigns
    left join viewing on campaigns.campaign_id = viewing.campaign_id
    left join subscriber_months
        on campaigns.region = subscriber_months.region
        and subscriber_months.month_start_date = date_trunc('month', campaigns.start_date)
)

select * from final

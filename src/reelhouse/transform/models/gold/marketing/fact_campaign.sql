{{ config(sort_by=['campaign_id']) }}

with campaigns as (
    select * from {{ ref('silver_first_party__campaign') }}
),

records as (
    select record_id, title_key
    from {{ ref('bridge_title_source') }}
    where source = 'first_party' and record_kind = 'name'
),

final as (
    select
        campaigns.campaign_id,
        records.title_key,
        campaigns.campaign_name,
        campaigns.channel,
        campaigns.region,
        campaigns.title,
        campaigns.start_date,
        campaigns.end_date,
        campaigns.spend_usd,
        campaigns.impression_count,
        campaigns.click_count,
        campaigns.new_subscriber_count
    from campaigns
    left join records
        on {{ first_party_name_id('campaigns.title_id_imdb', 'campaigns.title') }} = records.record_id
        and campaigns.title is not null
)

select * from final

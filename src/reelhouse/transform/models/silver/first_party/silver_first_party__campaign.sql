select
    campaign_id,
    name as campaign_name,
    channel,
    region,
    title,
    title_id_imdb,
    cast(start_date as date) as start_date,
    cast(end_date as date) as end_date,
    cast(spend_usd as decimal(18, 2)) as spend_usd,
    cast(impressions as bigint) as impression_count,
    cast(clicks as bigint) as click_count,
    cast(new_subscribers as bigint) as new_subscriber_count,
    snapshot_date
from {{ source('first_party', 'campaigns') }}

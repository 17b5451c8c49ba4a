select
    region,
    cast(month || '-01' as date) as month_start_date,
    plan,
    cast(revenue_usd as decimal(18, 2)) as revenue_usd,
    cast(subscribers as bigint) as subscriber_count,
    cast(price_usd as decimal(18, 2)) as price_usd,
    snapshot_date
from {{ source('first_party', 'subscription_revenue') }}

select
    region,
    plan,
    cast(start_date as date) as start_date,
    cast(old_price_usd as decimal(18, 2)) as old_price_usd,
    cast(new_price_usd as decimal(18, 2)) as new_price_usd,
    cast(announced_date as date) as announced_date,
    snapshot_date
from {{ source('first_party', 'price_changes') }}

select
    region,
    cast(month || '-01' as date) as month_start_date,
    cast(subscribers as bigint) as subscriber_count,
    cast(new_subscribers as bigint) as new_subscriber_count,
    cast(cancelled_subscribers as bigint) as cancelled_subscriber_count,
    snapshot_date
from {{ source('first_party', 'regional_subscribers') }}

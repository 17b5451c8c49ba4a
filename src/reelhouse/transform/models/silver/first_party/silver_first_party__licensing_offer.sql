select
    offer_id,
    title,
    title_id_imdb,
    licensor,
    region,
    cast(start_date as date) as start_date,
    cast(end_date as date) as end_date,
    exclusivity = 'exclusive' as is_exclusive,
    rights_window,
    cast(fee_usd as decimal(18, 2)) as fee_usd,
    cast(offered_date as date) as offered_date,
    cast(valid_until_date as date) as valid_until_date,
    cast(release_date as date) as release_date,
    snapshot_date
from {{ source('first_party', 'licensing_offers') }}

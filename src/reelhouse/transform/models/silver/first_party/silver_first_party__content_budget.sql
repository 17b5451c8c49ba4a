select
    region,
    cast(month || '-01' as date) as month_start_date,
    content_type,
    genre,
    cast(budget_usd as decimal(18, 2)) as budget_usd,
    cast(spent_usd as decimal(18, 2)) as spent_usd,
    snapshot_date
from {{ source('first_party', 'content_budgets') }}

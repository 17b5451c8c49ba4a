with

results as (
    select
        *,
        max(fetched_at) over (partition by search_words) as newest_at
    from {{ ref('silver_spotify__search_result_snapshot') }}
)

select
    search_words,
    item_kind,
    result_rank,
    item_id_spotify,
    item_name,
    item_url,
    fetched_at,
    snapshot_date
from results
where fetched_at = newest_at

with

results as (
    select
        *,
        max(fetched_at) over (partition by search_words) as newest_at
    from {{ ref('silver_soundcloud__search_result_snapshot') }}
)

select
    search_words,
    result_rank,
    track_id_soundcloud,
    fetched_at,
    snapshot_date
from results
where fetched_at = newest_at

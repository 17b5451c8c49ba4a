with

charts as (
    select
        *,
        max(fetched_at) over (partition by chart_kind, country_code) as newest_at
    from {{ ref('silver_apple_music__chart_entry_snapshot') }}
)

select
    chart_kind,
    country_code,
    chart_rank,
    item_id_apple,
    item_name,
    artist_id_apple,
    artist_name,
    release_date,
    is_explicit,
    item_url,
    artwork_url,
    fetched_at,
    snapshot_date
from charts
where fetched_at = newest_at

with

results as (
    {{ every_fetch_of(source('spotify', 'search_results')) }}
)

select
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ id_part(1) }} as search_words,
    {{ id_part(2) }} as item_kind,
    cast({{ id_part(3) }} as smallint) as result_rank,
    {{ json_text('payload', 'id') }} as item_id_spotify,
    {{ json_text('payload', 'name') }} as item_name,
    {{ json_text('payload', 'external_urls.spotify') }} as item_url,
    snapshot_date
from results

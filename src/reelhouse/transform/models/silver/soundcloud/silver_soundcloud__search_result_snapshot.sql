with

results as (
    {{ every_fetch_of(source('soundcloud', 'search_results')) }}
)

select
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ id_part(1) }} as search_words,
    cast({{ id_part(2) }} as smallint) as result_rank,
    {{ soundcloud_id('payload', 'urn') }} as track_id_soundcloud,
    snapshot_date
from results

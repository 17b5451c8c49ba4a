{%- set kinds = ['flatrate', 'rent', 'buy', 'ads', 'free'] -%}
with newest as (
    {{ newest_of(source('tmdb', 'tv')) }}
),

countries as (
    {{ json_members('newest', ['entity_id', 'fetched_at'], 'payload', 'watch/providers.results') }}
),

offers as (
    select entity_id, fetched_at, name as country, entry as offers from countries
),

entries as (
    {%- for kind in kinds %}
    select entity_id, fetched_at, country, '{{ kind }}' as kind, entry
    from ({{ json_each('offers', ['entity_id', 'fetched_at', 'country'], 'offers', kind) }}) as {{ kind }}_offers
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    try_cast(entity_id as bigint) as title_id_tmdb_tv,
    country,
    case when kind = 'flatrate' then 'subscription' else kind end as offer_kind,
    {{ json_integer('entry', 'provider_id') }} as provider_id_tmdb,
    {{ json_text('entry', 'provider_name') }} as provider_name,
    {{ json_integer('entry', 'display_priority') }} as display_priority,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from entries

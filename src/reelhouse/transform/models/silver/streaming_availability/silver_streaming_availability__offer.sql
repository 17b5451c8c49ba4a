with newest as (
    {{ newest_of(source('streaming_availability', 'show')) }}
),

countries as (
    {{ json_members('newest', ['entity_id', 'fetched_at'], 'payload', 'streamingOptions') }}
),

in_countries as (
    select entity_id, fetched_at, name as country_code, entry as options from countries
),

entries as (
    {{ json_each('in_countries', ['entity_id', 'fetched_at', 'country_code'], 'options') }}
)

select
    upper(country_code) as country,
    {{ id_part(2) }} as show_id_streaming_availability,
    position as offer_position,
    {{ json_text('entry', 'service.id') }} as service,
    {{ json_text('entry', 'service.name') }} as service_name,
    {{ json_text('entry', 'type') }} as offer_kind,
    {{ json_text('entry', 'addon.id') }} as addon,
    {{ json_text('entry', 'addon.name') }} as addon_name,
    {{ json_as('entry', 'price.amount', 'decimal(18, 2)') }} as price_amount,
    {{ json_text('entry', 'price.currency') }} as price_currency,
    {{ json_text('entry', 'quality') }} as quality,
    {{ json_boolean('entry', 'expiresSoon') }} as is_expiring_soon,
    {{ unix_timestamp_at(json_integer('entry', 'expiresOn')) }} as expires_at,
    {{ unix_timestamp_at(json_integer('entry', 'availableSince')) }} as available_at,
    {{ json_text('entry', 'link') }} as link_url,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from entries

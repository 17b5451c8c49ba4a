with newest as (
    {{ newest_of(source('streaming_availability', 'change')) }}
)

select
    entity_id as change_id,
    upper({{ id_part(1) }}) as country,
    {{ json_text('payload', 'showId') }} as show_id_streaming_availability,
    {{ json_text('payload', 'changeType') }} as change_kind,
    {{ json_text('payload', 'itemType') }} as item_type,
    {{ json_text('payload', 'showType') }} as show_type,
    {{ json_as('payload', 'season', 'integer') }} as season_number,
    {{ json_as('payload', 'episode', 'integer') }} as episode_number,
    {{ json_text('payload', 'service.id') }} as service,
    {{ json_text('payload', 'streamingOptionType') }} as offer_kind,
    {{ json_text('payload', 'addon.id') }} as addon,
    {{ unix_timestamp_at(json_integer('payload', 'timestamp')) }} as changes_at,
    {{ json_text('payload', 'link') }} as link_url,
    {{ utc_timestamp('fetched_at') }} as fetched_at
from newest

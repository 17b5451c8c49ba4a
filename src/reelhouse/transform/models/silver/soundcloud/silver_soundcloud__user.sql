with

users as (
    {{ newest_of(source('soundcloud', 'users')) }}
)

select
    {{ soundcloud_id('payload', 'urn') }} as user_id_soundcloud,
    {{ json_text('payload', 'username') }} as user_name,
    nullif({{ json_text('payload', 'full_name') }}, '') as full_name,
    nullif({{ json_text('payload', 'city') }}, '') as city,
    nullif({{ json_text('payload', 'country') }}, '') as country_name,
    nullif({{ json_text('payload', 'description') }}, '') as description,
    {{ soundcloud_time('payload', 'created_at') }} as created_at,
    {{ json_text('payload', 'permalink_url') }} as user_url,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    snapshot_date
from users

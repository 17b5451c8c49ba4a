with

users as (
    {{ every_fetch_of(source('soundcloud', 'users')) }}
)

select
    {{ soundcloud_id('payload', 'urn') }} as user_id_soundcloud,
    {{ utc_timestamp('fetched_at') }} as fetched_at,
    {{ json_integer('payload', 'followers_count') }} as follower_count,
    {{ json_integer('payload', 'followings_count') }} as following_count,
    {{ json_integer('payload', 'track_count') }} as track_count,
    snapshot_date
from users

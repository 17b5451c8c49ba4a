{{ config(sort_by=['provider', 'item_kind', 'item_id', 'observed_date']) }}

with observations as (
    select
        provider,
        item_kind,
        item_id,
        item_name,
        artist_name,
        observed_at,
        observed_date,
        play_count,
        like_count,
        follower_count,
        popularity_pct
    from {{ ref('fact_music_snapshot') }}
),

days as (
    {{ last_of_day('observations', ['provider', 'item_kind', 'item_id']) }}
),

compared as (
    select
        *,
        lag(observed_date) over (partition by provider, item_kind, item_id order by observed_date) as previous_date,
        lag(play_count) over (partition by provider, item_kind, item_id order by observed_date) as previous_plays,
        lag(like_count) over (partition by provider, item_kind, item_id order by observed_date) as previous_likes,
        lag(follower_count) over (partition by provider, item_kind, item_id order by observed_date) as previous_followers,
        lag(popularity_pct) over (partition by provider, item_kind, item_id order by observed_date) as previous_popularity
    from days
),

final as (
    select
        provider,
        item_kind,
        item_id,
        observed_date,
        item_name,
        artist_name,
        play_count,
        like_count,
        follower_count,
        popularity_pct,
        cast({{ days_from('previous_date', 'observed_date') }} as integer) as days_since_previous,
        play_count - previous_plays as new_play_count,
        like_count - previous_likes as new_like_count,
        follower_count - previous_followers as new_follower_count,
        cast(popularity_pct - previous_popularity as smallint) as popularity_gain,
        {{ ratio('play_count - previous_plays', days_from('previous_date', 'observed_date')) }} as plays_per_day
    from compared
)

select * from final

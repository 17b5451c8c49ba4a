with fetches as (
    {{ every_fetch_of(source('twitch', 'top_game')) }}
),

final as (
    select
        cast({{ id_part(1) }} as integer) as rank,
        {{ utc_timestamp('fetched_at') }} as fetched_at,
        load_id,
        {{ json_text('payload', 'id') }} as game_id_twitch,
        {{ json_text('payload', 'name') }} as game_name,
        nullif({{ json_text('payload', 'igdb_id') }}, '') as game_id_igdb
    from fetches
)

select * from final

with snapshots as (
    select * from {{ ref('silver_twitch__top_game_snapshot') }}
),

-- places that a shorter chart no longer has are not shown
newest as (
    select
        *,
        dense_rank() over (order by load_id desc) as newness,
        row_number() over (partition by load_id, rank order by fetched_at desc) as occurrence
    from snapshots
),

final as (
    select
        rank,
        fetched_at,
        game_id_twitch,
        game_name,
        game_id_igdb
    from newest
    where newness = 1 and occurrence = 1
)

select * from final

with snapshots as (
    select * from {{ ref('silver_youtube__popular_snapshot') }}
),

-- places that a shorter chart no longer has are not shown
newest as (
    select
        *,
        dense_rank() over (partition by country_code order by load_id desc) as newness,
        row_number() over (partition by country_code, load_id, rank order by fetched_at desc) as occurrence
    from snapshots
),

final as (
    select
        country_code,
        rank,
        fetched_at,
        video_id_youtube,
        channel_id_youtube,
        video_name,
        category_id_youtube,
        view_count
    from newest
    where newness = 1 and occurrence = 1
)

select * from final

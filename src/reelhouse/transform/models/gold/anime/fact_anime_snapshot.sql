{{ config(sort_by=['source', 'record_id', 'snapshot_date']) }}

with jikan as (
    select title_id_mal, fetched_at, score, scored_by_count, member_count, favorite_count
    from {{ ref('silver_jikan__anime_snapshot') }}
),

anilist as (
    select title_id_anilist, fetched_at, average_score, member_count, favorite_count
    from {{ ref('silver_anilist__anime_snapshot') }}
),

fetches as (
    select
        'jikan' as source,
        {{ title_record_id('title_id_mal') }} as record_id,
        fetched_at,
        score,
        scored_by_count,
        member_count,
        favorite_count
    from jikan
    union all
    select
        'anilist' as source,
        {{ title_record_id('title_id_anilist') }} as record_id,
        fetched_at,
        average_score / 10 as score,
        cast(null as bigint) as scored_by_count,
        member_count,
        favorite_count
    from anilist
),

numbered as (
    select
        *,
        cast(fetched_at as date) as snapshot_date,
        row_number() over (
            partition by source, record_id, cast(fetched_at as date) order by fetched_at desc
        ) as newness
    from fetches
),

final as (
    select
        source,
        record_id,
        snapshot_date,
        cast(score as decimal(5, 2)) as score,
        scored_by_count,
        member_count,
        favorite_count
    from numbered
    where newness = 1
)

select * from final

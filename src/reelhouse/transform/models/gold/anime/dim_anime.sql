{{ config(sort_by=['source', 'record_id'], needs=['jikan', 'anilist']) }}

with jikan as (
    select * from {{ ref('silver_jikan__anime') }}
),

anilist as (
    select * from {{ ref('silver_anilist__anime') }}
),

bridge as (
    select source, record_id, title_key, season_number
    from {{ ref('bridge_title_source') }}
    where record_kind = 'anime'
),

-- both in MyAnimeList's scale and in words of one spelling
anime as (
    select
        'jikan' as source,
        {{ title_record_id('title_id_mal') }} as record_id,
        title_id_mal,
        title,
        lower(media_type) as media_type,
        lower(source_material) as source_material,
        aired_from_date,
        season,
        season_year,
        episode_count,
        score,
        scored_by_count,
        member_count,
        favorite_count,
        cast(fetched_at as date) as snapshot_date
    from jikan
    union all
    select
        'anilist' as source,
        {{ title_record_id('title_id_anilist') }} as record_id,
        title_id_mal,
        title_romaji as title,
        lower(replace(media_type, '_', ' ')) as media_type,
        lower(replace(source_material, '_', ' ')) as source_material,
        aired_from_date,
        season,
        season_year,
        episode_count,
        average_score / 10 as score,
        cast(null as bigint) as scored_by_count,
        member_count,
        favorite_count,
        cast(fetched_at as date) as snapshot_date
    from anilist
),

seasoned as (
    select
        *,
        cast(coalesce(season_year, extract(year from aired_from_date)) as smallint) as start_year,
        coalesce(
            season,
            case cast(ceil(extract(month from aired_from_date) / 3.0) as integer)
                when 1 then 'winter'
                when 2 then 'spring'
                when 3 then 'summer'
                when 4 then 'fall'
            end
        ) as start_season,
        aired_from_date <= snapshot_date as has_started
    from anime
),

ranked as (
    select
        *,
        row_number() over (
            partition by source, start_year, has_started order by member_count desc, record_id
        ) as member_rank,
        row_number() over (
            partition by source, start_year, has_started order by score desc nulls last, record_id
        ) as score_rank
    from seasoned
),

final as (
    select
        ranked.source,
        ranked.record_id,
        bridge.title_key,
        bridge.season_number,
        ranked.title_id_mal,
        ranked.title,
        ranked.media_type,
        ranked.source_material,
        ranked.aired_from_date as premiere_date,
        ranked.start_year,
        ranked.start_season,
        ranked.episode_count,
        cast(ranked.score as decimal(5, 2)) as score,
        ranked.scored_by_count,
        ranked.member_count,
        ranked.favorite_count,
        case
            when ranked.has_started and ranked.member_count is not null
                then {{ whole('ranked.member_rank') }}
        end as year_member_rank,
        case
            when ranked.has_started and ranked.score is not null then {{ whole('ranked.score_rank') }}
        end as year_score_rank,
        ranked.snapshot_date
    from ranked
    left join bridge on ranked.source = bridge.source and ranked.record_id = bridge.record_id
)

select * from final

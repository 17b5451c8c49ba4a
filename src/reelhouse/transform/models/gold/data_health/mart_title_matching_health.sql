{{ config(sort_by=['source', 'record_kind']) }}

-- a crosswalk only says which ids belong together
with records as (
    select source, record_kind, record_id
    from {{ ref('title_record') }}
    where record_kind <> 'crosswalk'
),

bridge as (
    select source, record_kind, record_id, title_key, method, confidence
    from {{ ref('bridge_title_source') }}
),

reviewed as (
    select distinct source, record_kind, record_id
    from {{ ref('title_review') }}
    where reason = 'uncertain'
),

titles as (
    select title_key from {{ ref('dim_title') }} where is_current and title_id_imdb is not null
),

-- a title is known elsewhere if IMDb has it or a second source does
title_sources as (
    select bridge.title_key, count(distinct bridge.source) + count(distinct titles.title_key) as source_count
    from bridge
    left join titles on bridge.title_key = titles.title_key
    group by bridge.title_key
),

judged as (
    select
        records.source,
        records.record_kind,
        bridge.method,
        cast(bridge.confidence as decimal(12, 9)) as confidence,
        case when bridge.title_key is not null and title_sources.source_count > 1 then 1 else 0 end as is_matched,
        case when bridge.title_key is not null and title_sources.source_count = 1 then 1 else 0 end as is_alone,
        case when bridge.title_key is null and reviewed.record_id is not null then 1 else 0 end as is_under_review
    from records
    left join bridge
        on records.source = bridge.source
        and records.record_kind = bridge.record_kind
        and records.record_id = bridge.record_id
    left join title_sources on bridge.title_key = title_sources.title_key
    left join reviewed
        on records.source = reviewed.source
        and records.record_kind = reviewed.record_kind
        and records.record_id = reviewed.record_id
),

final as (
    select
        source,
        record_kind,
        count(*) as record_count,
        {{ whole("sum(case when is_matched = 1 and method = 'id' then 1 else 0 end)") }} as id_count,
        {{ whole("sum(case when is_matched = 1 and method = 'crosswalk' then 1 else 0 end)") }} as crosswalk_count,
        {{ whole("sum(case when is_matched = 1 and method = 'match' then 1 else 0 end)") }} as match_count,
        {{ whole("sum(case when is_matched = 1 and method = 'manual' then 1 else 0 end)") }} as manual_count,
        {{ whole('sum(is_alone)') }} as alone_count,
        {{ whole('sum(is_under_review)') }} as under_review_count,
        {{ whole('count(*) - sum(is_matched) - sum(is_alone) - sum(is_under_review)') }} as no_title_count,
        {{ ratio('sum(is_matched)', 'count(*)') }} as matched_rate,
        cast(avg(case when is_matched = 1 and method = 'match' then confidence end) as double) as mean_match_confidence
    from judged
    group by source, record_kind
)

select * from final

{{ config(sort_by=['record_id'], needs=['fact_viewing_name']) }}

with records as (
    select record_id, title_key
    from {{ ref('bridge_title_source') }}
    where source = 'first_party' and record_kind = 'name'
),

names as (
    select distinct record_id from {{ ref('fact_viewing_name') }}
),

runtimes as (
    select title_key, runtime_minutes
    from {{ ref('dim_title') }}
    where is_current and runtime_minutes > 0
),

final as (
    select records.record_id, records.title_key, runtimes.runtime_minutes
    from records
    inner join names on records.record_id = names.record_id
    left join runtimes on records.title_key = runtimes.title_key
)

select * from final

{{ config(sort_by=['source', 'resource', 'field']) }}

with fields as (
    select source, resource, field, row_count, missing_count from {{ source('build', 'fields') }}
),

drift as (
    select
        source,
        resource,
        field,
        is_new_field,
        message,
        seen_at,
        min(seen_at) over (partition by source, resource, field) as first_seen_at,
        row_number() over (partition by source, resource, field order by seen_at desc, message) as newness
    from {{ source('build', 'drift') }}
),

attempts as (
    select source, resource, max(attempted_at) as attempted_at
    from {{ source('build', 'attempts') }}
    where status in ('delivered', 'unchanged')
    group by source, resource
),

newest_drift as (
    select * from drift where newness = 1
),

final as (
    select
        coalesce(fields.source, newest_drift.source) as source,
        coalesce(fields.resource, newest_drift.resource) as resource,
        coalesce(fields.field, newest_drift.field) as field,
        {{ whole('fields.row_count') }} as looked_at_row_count,
        {{ ratio('fields.missing_count', 'fields.row_count') }} as missing_rate,
        case when newest_drift.is_new_field then 'new' when not newest_drift.is_new_field then 'changed' end as drift,
        newest_drift.message as drift_message,
        cast(newest_drift.first_seen_at as date) as drift_first_seen_date,
        cast(newest_drift.seen_at as date) as drift_last_seen_date,
        case when newest_drift.field is not null
            then newest_drift.seen_at >= coalesce(attempts.attempted_at, newest_drift.seen_at)
        end as is_drifting
    from fields
    full outer join newest_drift
        on fields.source = newest_drift.source
        and fields.resource = newest_drift.resource
        and fields.field = newest_drift.field
    left join attempts
        on newest_drift.source = attempts.source and newest_drift.resource = attempts.resource
)

select * from final

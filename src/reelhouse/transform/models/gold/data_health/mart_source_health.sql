{{ config(sort_by=['source', 'resource', 'health_date']) }}
{%- set remembered = 10 -%}

with deliveries as (
    select
        source,
        resource,
        cast(fetched_at as date) as health_date,
        max(snapshot_date) as snapshot_date,
        count(*) as delivery_count,
        sum(row_count) as row_count,
        sum(rejected_row_count) as rejected_row_count,
        sum(byte_count) as byte_count
    from {{ source('build', 'deliveries') }}
    group by source, resource, cast(fetched_at as date)
),

attempts as (
    select
        source,
        resource,
        cast(attempted_at as date) as health_date,
        count(*) as attempt_count,
        sum(case when status in ('refused', 'failed') then 1 else 0 end) as failed_attempt_count,
        sum(case when status = 'refused' then rejected_row_count else 0 end) as refused_row_count,
        max(case when status = 'unchanged' then 1 else 0 end) as was_unchanged
    from {{ source('build', 'attempts') }}
    group by source, resource, cast(attempted_at as date)
),

drift as (
    select source, resource, cast(seen_at as date) as health_date, count(distinct field) as drift_count
    from {{ source('build', 'drift') }}
    group by source, resource, cast(seen_at as date)
),

-- the newest day of all is what lateness is counted to, so every resource has a row for it
days as (
    select source, resource, health_date from deliveries
    union
    select source, resource, health_date from attempts
    union
    select resources.source, resources.resource, newest.health_date
    from (select distinct source, resource from deliveries) as resources
    cross join (
        select max(health_date) as health_date
        from (select health_date from deliveries union all select health_date from attempts) as all_days
    ) as newest
),

-- a file that a provider says is still the same has come as much as a new one
arrivals as (
    select
        source,
        resource,
        health_date,
        row_number() over (partition by source, resource order by health_date) as place,
        lag(health_date) over (partition by source, resource order by health_date) as date_before
    from (
        select source, resource, health_date from deliveries
        union
        select source, resource, health_date from attempts where was_unchanged = 1
    ) as known
),

numbered as (
    select
        source,
        resource,
        health_date,
        row_count,
        row_number() over (partition by source, resource order by health_date) as place
    from deliveries
),

usual_volumes as (
    select
        later.source,
        later.resource,
        later.health_date,
        {{ quantile('earlier.row_count', 0.5) }} as usual_row_count
    from numbered as later
    inner join numbered as earlier
        on later.source = earlier.source
        and later.resource = earlier.resource
        and earlier.place between later.place - {{ remembered }} and later.place - 1
    group by later.source, later.resource, later.health_date
),

last_arrivals as (
    select
        days.source,
        days.resource,
        days.health_date,
        max(arrivals.health_date) as arrival_date,
        max(arrivals.place) as place
    from days
    inner join arrivals
        on days.source = arrivals.source
        and days.resource = arrivals.resource
        and arrivals.health_date <= days.health_date
    group by days.source, days.resource, days.health_date
),

-- the gap that a day ends, or has stretched to so far, against the gaps before it
waits as (
    select
        last_arrivals.source,
        last_arrivals.resource,
        last_arrivals.health_date,
        last_arrivals.arrival_date,
        {{ days_from('coalesce(closing.date_before, last_arrivals.arrival_date)', 'last_arrivals.health_date') }} as wait_days,
        {{ quantile(days_from('earlier.date_before', 'earlier.health_date'), 0.5) }} as usual_interval_days,
        count(earlier.date_before) as interval_count
    from last_arrivals
    left join arrivals as closing
        on last_arrivals.source = closing.source
        and last_arrivals.resource = closing.resource
        and last_arrivals.health_date = closing.health_date
    left join arrivals as earlier
        on last_arrivals.source = earlier.source
        and last_arrivals.resource = earlier.resource
        and earlier.place between last_arrivals.place - {{ remembered }} and last_arrivals.place
        and earlier.health_date < last_arrivals.health_date
    group by
        last_arrivals.source,
        last_arrivals.resource,
        last_arrivals.health_date,
        last_arrivals.arrival_date,
        closing.date_before
),

combined as (
    select
        days.source,
        days.resource,
        days.health_date,
        days.health_date = max(days.health_date) over (partition by days.source, days.resource) as is_latest,
        coalesce(attempts.attempt_count, 0) as attempt_count,
        coalesce(attempts.failed_attempt_count, 0) as failed_attempt_count,
        coalesce(deliveries.delivery_count, 0) as delivery_count,
        coalesce(deliveries.row_count, 0) as row_count,
        coalesce(deliveries.rejected_row_count, 0) + coalesce(attempts.refused_row_count, 0) as rejected_row_count,
        coalesce(deliveries.rejected_row_count, 0) as set_aside_row_count,
        coalesce(deliveries.byte_count, 0) as byte_count,
        usual_volumes.usual_row_count,
        {{ ratio('deliveries.row_count', 'usual_volumes.usual_row_count') }} - 1 as row_change_rate,
        max(deliveries.snapshot_date) over (
            partition by days.source, days.resource
            order by days.health_date
            rows between unbounded preceding and current row
        ) as snapshot_date,
        waits.arrival_date,
        waits.wait_days,
        waits.usual_interval_days,
        waits.interval_count,
        coalesce(drift.drift_count, 0) as drift_count
    from days
    left join deliveries
        on days.source = deliveries.source
        and days.resource = deliveries.resource
        and days.health_date = deliveries.health_date
    left join attempts
        on days.source = attempts.source
        and days.resource = attempts.resource
        and days.health_date = attempts.health_date
    left join drift
        on days.source = drift.source and days.resource = drift.resource and days.health_date = drift.health_date
    left join usual_volumes
        on days.source = usual_volumes.source
        and days.resource = usual_volumes.resource
        and days.health_date = usual_volumes.health_date
    left join waits
        on days.source = waits.source and days.resource = waits.resource and days.health_date = waits.health_date
),

final as (
    select
        source,
        resource,
        health_date,
        is_latest,
        {{ whole('attempt_count') }} as attempt_count,
        {{ whole('failed_attempt_count') }} as failed_attempt_count,
        {{ whole('delivery_count') }} as delivery_count,
        {{ whole('row_count') }} as row_count,
        {{ whole('rejected_row_count') }} as rejected_row_count,
        {{ ratio('set_aside_row_count', 'row_count + set_aside_row_count') }} as reject_rate,
        {{ whole('byte_count') }} as byte_count,
        usual_row_count,
        row_change_rate,
        abs(row_change_rate) > cast({{ mart_setting('volume_change') }} as double) as is_unusual_volume,
        snapshot_date,
        arrival_date,
        {{ whole('wait_days') }} as wait_days,
        usual_interval_days,
        case
            when interval_count >= 2
                then wait_days > greatest(
                    usual_interval_days * cast({{ mart_setting('late_after_intervals') }} as double),
                    usual_interval_days + 1
                )
        end as is_late,
        {{ whole('drift_count') }} as drift_count
    from combined
)

select * from final

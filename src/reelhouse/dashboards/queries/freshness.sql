-- How every resource stands at the build.
with final as (
    select
        source,
        resource,
        arrival_date,
        wait_days,
        usual_interval_days,
        is_late,
        is_unusual_volume,
        row_count,
        usual_row_count,
        rejected_row_count,
        failed_attempt_count,
        drift_count
    from mart_source_health
    where is_latest
)

select * from final
order by wait_days desc nulls last, source, resource

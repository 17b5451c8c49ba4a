-- Fields that are missing most, of the newest delivery of each resource.
with final as (
    select source, resource, field, looked_at_row_count, missing_rate, drift, drift_message,
        is_drifting
    from mart_field_health
    where looked_at_row_count > 0
        and missing_rate < 1
)

select * from final
order by missing_rate desc, source, resource, field
limit {limit}

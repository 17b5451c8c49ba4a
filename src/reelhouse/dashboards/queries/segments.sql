-- Segments of members by how they watch.
with final as (
    select
        segment_number,
        segment_name,
        member_count,
        member_rate,
        sessions_per_month,
        hours_per_month,
        hours_per_month_low,
        hours_per_month_high,
        mean_session_minutes,
        completion_rate,
        top_genres,
        set_apart_by
    from mart_segment
)

select * from final
order by member_count desc, segment_number

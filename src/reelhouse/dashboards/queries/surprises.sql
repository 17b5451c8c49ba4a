-- What the newest week of each title brought, beside what its own past let expect.
with final as (
    select
        rising.measure,
        rising.platform,
        rising.subject_name,
        rising.week_end_date,
        rising.amount,
        rising.expected_amount,
        rising.z_score,
        rising.false_discovery_rate,
        rising.verdict
    from mart_rising as rising
    where rising.verdict in ('rising', 'falling', 'as expected')
        and rising.expected_amount is not null
)

select * from final
order by abs(z_score) desc nulls last, subject_name
limit {limit}

-- Series of a measure whose past is long enough, what rises most surely first.
with final as (
    select
        rising.platform,
        rising.subject_kind,
        rising.subject_id,
        rising.subject_name,
        rising.week_end_date,
        rising.past_week_count,
        rising.amount,
        rising.expected_amount,
        rising.growth_rate,
        rising.z_score,
        rising.false_discovery_rate,
        rising.verdict,
        count(*) over () as judged_count,
        sum(case when rising.verdict = 'rising' then 1 else 0 end) over () as rising_count
    from mart_rising as rising
    left join dim_title on rising.title_key = dim_title.title_key and dim_title.is_current
    where {measures:rising.measure}
        and rising.verdict in ('rising', 'as expected')
        and rising.z_score is not null
        and {genres:any of dim_title.genres}
)

select * from final
order by z_score desc, subject_name
limit {limit}

-- Titles in their newest week against what their past lets expect.
with final as (
    select
        rising.measure,
        rising.platform,
        rising.subject_name,
        rising.week_end_date,
        rising.past_week_count,
        rising.amount,
        rising.expected_amount,
        rising.growth_rate,
        rising.z_score,
        rising.false_discovery_rate,
        rising.verdict
    from mart_rising as rising
    inner join dim_title on rising.title_key = dim_title.title_key and dim_title.is_current
    where rising.subject_kind = 'title'
        and rising.verdict <> 'too short a past'
        and {genres:any of dim_title.genres}
)

select * from final
order by z_score desc, subject_name, measure, platform

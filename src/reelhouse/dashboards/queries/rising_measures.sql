-- Measures in which anything can be judged to rise, those where something does first.
with final as (
    select
        measure,
        count(*) as judged_count,
        sum(case when verdict = 'rising' then 1 else 0 end) as rising_count
    from mart_rising
    where verdict in ('rising', 'as expected')
    group by measure
)

select * from final
order by rising_count desc, judged_count desc, measure

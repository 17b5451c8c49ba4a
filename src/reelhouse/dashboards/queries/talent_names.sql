-- People with co-workers to show, those with most titles first.
with final as (
    select talent.person_key, talent.person_name, talent.main_category, talent.prolific_rank
    from mart_talent as talent
    where talent.person_name is not null
        and talent.person_key in (select person_key from mart_co_workers)
)

select * from final
order by prolific_rank, person_key
limit {limit}

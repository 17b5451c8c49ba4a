-- What people do mostly, with how many do it.
with final as (
    select main_category, count(*) as person_count
    from mart_talent
    where main_category is not null
    group by main_category
)

select * from final
order by person_count desc, main_category

-- Careers of people, those with most titles first.
with final as (
    select
        person_key,
        person_name,
        main_category,
        birth_year,
        title_count,
        rated_title_count,
        credit_count,
        first_title_year,
        last_title_year,
        career_year_count,
        vote_count,
        mean_weighted_rating
    from mart_talent
    where person_name is not null
        and {kinds:main_category}
        and {people:person_key}
        and {since_year:last_title_year}
        and {until_year:first_title_year}
)

select * from final
order by title_count desc, vote_count desc nulls last, person_key
limit {limit}

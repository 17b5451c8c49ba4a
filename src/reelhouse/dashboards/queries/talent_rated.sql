-- Mean rating of a person's titles, of those with ten rated ones or more and most votes.
with final as (
    select
        person_name,
        main_category,
        rated_title_count,
        vote_count,
        mean_weighted_rating,
        first_title_year,
        last_title_year,
        count(*) over () as person_count
    from mart_talent
    where person_name is not null
        and mean_weighted_rating is not null
        and rated_title_count >= 10
        and {kinds:main_category}
        and {since_year:last_title_year}
        and {until_year:first_title_year}
)

select * from final
order by vote_count desc, person_name
limit {limit}

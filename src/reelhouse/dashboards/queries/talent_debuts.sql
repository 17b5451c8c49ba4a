-- People by the decade of their first title, and how long careers of that decade were.
with final as (
    select
        cast(floor(first_title_year / 10) * 10 as integer) as decade,
        count(*) as person_count,
        median(career_year_count) as median_career_year_count,
        avg(case when title_count = 1 then 1.0 else 0.0 end) as one_title_rate
    from mart_talent
    where first_title_year is not null
        and {kinds:main_category}
        and {since_year:last_title_year}
        and {until_year:first_title_year}
    group by cast(floor(first_title_year / 10) * 10 as integer)
)

select * from final
order by decade

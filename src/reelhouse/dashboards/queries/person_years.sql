-- Titles of a person by year, and how they are rated; episodes are left out.
with titles as (
    select distinct dim_title.title_key, dim_title.start_year, content.weighted_rating
    from fact_credit
    inner join dim_title on fact_credit.title_key = dim_title.title_key and dim_title.is_current
    left join mart_content_performance as content on dim_title.title_key = content.title_key
    where {people:fact_credit.person_key}
        and dim_title.title_type <> 'tvEpisode'
        and dim_title.start_year is not null
),

final as (
    select
        start_year,
        count(*) as title_count,
        count(weighted_rating) as rated_title_count,
        avg(weighted_rating) as mean_weighted_rating
    from titles
    group by start_year
)

select * from final
order by start_year

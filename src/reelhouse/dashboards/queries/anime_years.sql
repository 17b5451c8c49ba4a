-- Anime by year: titles that the anime sites or the genres say are anime.
with final as (
    select start_year, 'anime' as kind, count(*) as title_count
    from dim_title
    where is_current
        and is_anime
        and start_year is not null
        and {since_year:start_year}
        and {until_year:start_year}
    group by start_year
)

select * from final
order by start_year

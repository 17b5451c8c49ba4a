-- Hours of genres in Netflix's lists of the world by week, a title's hours shared among its genres.
with final as (
    select
        top10_week,
        genre as name,
        sum(viewed_hours) as viewed_hours
    from mart_genre_week
    where {genres:genre}
        and {since:top10_week}
        and {until:top10_week}
    group by top10_week, genre
)

select * from final
order by top10_week, name

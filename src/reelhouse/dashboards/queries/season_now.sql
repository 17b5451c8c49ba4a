-- Hours of a month over those of a mean month by genre, with what is watched held equal.
with final as (
    select
        months.genre,
        months.season_index,
        months.season_index_low,
        months.season_index_high,
        trends.is_seasonal,
        trends.title_count
    from mart_genre_month as months
    inner join mart_genre_trend as trends on months.genre = trends.genre
    where months.calendar_month = {month}
        and {genres:months.genre}
)

select * from final
order by season_index desc, genre

-- Hours of each month over those of a mean month, of genres that have a season.
with final as (
    select months.genre, months.calendar_month, months.season_index, months.season_index_low,
        months.season_index_high, trends.is_seasonal, trends.season_amplitude_rate,
        trends.peak_month, trends.title_count
    from mart_genre_month as months
    inner join mart_genre_trend as trends on months.genre = trends.genre
    where {genres:months.genre}
)

select * from final
order by genre, calendar_month

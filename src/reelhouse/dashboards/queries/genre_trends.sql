-- Change of weekly hours in a year by genre, with what is watched held equal.
with final as (
    select genre, growth_rate, growth_rate_low, growth_rate_high, title_count, week_count, verdict
    from mart_genre_trend
    where growth_rate is not null
        and {genres:genre}
)

select * from final
order by growth_rate desc

-- Weeks in which hours on Netflix halve, after the weeks of the launch.
with final as (
    select
        title_kind,
        genre,
        entry_count,
        week_count,
        half_life_weeks,
        half_life_weeks_low,
        half_life_weeks_high
    from mart_netflix_decay
    where phase = 'later'
        and half_life_weeks_low is not null
        and half_life_weeks_high is not null
        and {kinds:title_kind}
        and {genres:genre}
)

select * from final
order by half_life_weeks desc

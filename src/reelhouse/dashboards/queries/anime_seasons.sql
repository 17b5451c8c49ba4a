-- Anime of each broadcast season.
with final as (
    select
        start_year,
        start_season,
        start_year || ' ' || start_season as season,
        anime_count,
        scored_anime_count,
        mean_score,
        predicted_score,
        predicted_score_low,
        mean_member_count
    from mart_anime_season
    where {sites:source}
        and start_year is not null
        and {since_year:start_year}
        and {until_year:start_year}
)

select * from final
order by start_year, case start_season
    when 'winter' then 1 when 'spring' then 2 when 'summer' then 3 else 4
end

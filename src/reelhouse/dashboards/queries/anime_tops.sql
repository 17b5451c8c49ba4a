-- How many of each tenth by early velocity came to be among their year's top.
with final as (
    select
        outcome,
        velocity_decile,
        lowest_members_per_day,
        highest_members_per_day,
        anime_count,
        top_anime_count,
        top_rate,
        top_rate_low,
        top_rate_high
    from mart_anime_velocity_decile
    where {sites:source}
)

select * from final
order by outcome, velocity_decile

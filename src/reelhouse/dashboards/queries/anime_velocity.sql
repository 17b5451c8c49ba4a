-- How fast members came in the two weeks after the premiere.
with final as (
    select
        title,
        premiere_date,
        premiere_member_count,
        members_per_day,
        rise_days,
        pace,
        velocity_decile,
        year_member_rank
    from mart_anime_velocity
    where {sites:source}
        and {since:premiere_date}
        and {until:premiere_date}
)

select * from final
order by members_per_day desc, title
limit {limit}

-- Sites that tell of anime, with how many they know.
with final as (
    select source, count(*) as anime_count
    from dim_anime
    group by source
)

select * from final
order by source desc

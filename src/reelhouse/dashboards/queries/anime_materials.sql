-- What anime were made from, by the lower bound of the score to be expected.
with final as (
    select
        source_material,
        anime_count,
        scored_anime_count,
        mean_score,
        predicted_score,
        predicted_score_low,
        mean_member_count
    from mart_anime_source_material
    where {sites:source}
        and source_material <> 'unknown'
        and predicted_score_low is not null
)

select * from final
order by predicted_score_low desc, source_material

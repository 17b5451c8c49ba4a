-- Studios by the lower bound of what a next anime of theirs is to be expected at.
with final as (
    select
        studio,
        anime_count,
        scored_anime_count,
        member_count,
        mean_score,
        predicted_score,
        predicted_score_low,
        studio_rank
    from mart_anime_studio
    where {sites:source}
        and predicted_score_low is not null
)

select * from final
order by studio_rank, studio
limit {limit}

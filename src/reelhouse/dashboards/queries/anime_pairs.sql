-- Pairs of genres of anime, those with most anime first.
with final as (
    select
        genre,
        other_genre,
        anime_count,
        scored_anime_count,
        member_count,
        mean_score,
        predicted_score,
        predicted_score_low,
        lift
    from mart_anime_genre_pair
    where {sites:source}
        and anime_count >= 2
)

select * from final
order by anime_count desc, genre, other_genre
limit {limit}

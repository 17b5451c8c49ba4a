-- A genre against every other one, measure by measure, with the probability that it is ahead.
with pairs as (
    select measure, unit, genre, other_genre, value, other_value, ahead_probability, verdict
    from mart_genre_head_to_head
    union all
    select measure, unit, other_genre, genre, other_value, value, 1 - ahead_probability, verdict
    from mart_genre_head_to_head
),

final as (
    select *
    from pairs
    where {genres:genre}
)

select * from final
order by measure, other_genre

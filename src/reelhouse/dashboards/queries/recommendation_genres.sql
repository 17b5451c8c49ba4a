-- Share of each genre in members' lists and in what the same members watched; a title counts for
-- each of its genres. Bounds are of the mean of members' own differences (normal approximation).
with own as (
    select member_key, title_key
    from mart_recommendation
    where not is_fallback
),

watched as (
    select distinct viewing.member_key, viewing.title_key
    from fact_viewing_hour as viewing
    where
        viewing.watched_minutes > 0
        and viewing.title_key is not null
        and viewing.member_key in (select member_key from own)
),

placed as (
    select 'listed' as side, member_key, title_key from own
    where member_key in (select member_key from watched)
    union all
    select 'watched' as side, member_key, title_key from watched
),

weighed as (
    select side, member_key, title_key, 1.0 / count(*) over (partition by side, member_key) as part
    from placed
),

by_member as (
    select
        weighed.member_key,
        genres.genre_key,
        cast(sum(case when weighed.side = 'listed' then weighed.part else 0 end) as double)
            as listed_rate,
        cast(sum(case when weighed.side = 'watched' then weighed.part else 0 end) as double)
            as watched_rate
    from weighed
    inner join bridge_title_genre as genres on weighed.title_key = genres.title_key
    group by weighed.member_key, genres.genre_key
),

everybody as (
    select count(distinct member_key) as member_count from watched
),

summed as (
    select
        by_member.genre_key,
        everybody.member_count,
        sum(by_member.listed_rate) / everybody.member_count as listed_rate,
        sum(by_member.watched_rate) / everybody.member_count as watched_rate,
        sum(by_member.listed_rate - by_member.watched_rate) as difference_sum,
        sum(power(by_member.listed_rate - by_member.watched_rate, 2)) as square_sum
    from by_member
    cross join everybody
    group by by_member.genre_key, everybody.member_count
    having
        count(case when by_member.listed_rate > 0 then 1 end) >= {fewest}
        and count(case when by_member.watched_rate > 0 then 1 end) >= {fewest}
),

spread as (
    -- members without the genre on either side count as 0
    select
        *,
        difference_sum / member_count as difference,
        1.96 * sqrt(
            greatest(square_sum - difference_sum * difference_sum / member_count, 0)
            / nullif(member_count - 1, 0) / member_count
        ) as half_width
    from summed
),

final as (
    select
        dim_genre.genre,
        spread.member_count,
        spread.listed_rate,
        spread.watched_rate,
        spread.difference,
        spread.difference - spread.half_width as difference_low,
        spread.difference + spread.half_width as difference_high
    from spread
    inner join dim_genre on spread.genre_key = dim_genre.genre_key
)

select * from final
order by listed_rate desc, genre

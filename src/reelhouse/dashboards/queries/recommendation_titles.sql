-- Titles in most members' lists, beside how many of the same members watched them; counts of few
-- members are not told.
with own as (
    select member_key, title_key, primary_title
    from mart_recommendation
    where not is_fallback
),

members as (
    select distinct member_key from own
),

listed as (
    select title_key, max(primary_title) as primary_title, count(*) as listed_member_count
    from own
    group by title_key
    having count(*) >= {fewest}
),

watched as (
    select title_key, count(distinct member_key) as watched_member_count
    from fact_viewing_hour
    where watched_minutes > 0 and member_key in (select member_key from members)
    group by title_key
    having count(distinct member_key) >= {fewest}
),

everybody as (
    select count(*) as member_count from members
),

final as (
    select
        listed.title_key,
        listed.primary_title,
        titles.start_year,
        everybody.member_count,
        listed.listed_member_count,
        cast(listed.listed_member_count as double) / everybody.member_count as listed_rate,
        watched.watched_member_count,
        cast(watched.watched_member_count as double) / everybody.member_count as watched_rate
    from listed
    cross join everybody
    left join watched on listed.title_key = watched.title_key
    left join dim_title as titles on listed.title_key = titles.title_key and titles.is_current
)

select * from final
order by listed_member_count desc, title_key
limit {limit}

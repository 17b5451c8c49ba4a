-- What raises the risk of members to leave, by group of reasons; of groups large enough to show.
with counted as (
    select
        reason_group,
        count(distinct member_key) as member_count,
        exp(avg(ln(odds_ratio))) as mean_odds_ratio,
        max(odds_ratio) as highest_odds_ratio
    from mart_churn_reason
    where odds_ratio > 0
    group by reason_group
    having count(distinct member_key) >= {fewest}
),

final as (
    select *
    from counted
)

select * from final
order by member_count desc, reason_group
limit {limit}

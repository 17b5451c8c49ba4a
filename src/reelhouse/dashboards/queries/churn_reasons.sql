-- What raises the risk of members to leave, by what it is; of groups large enough to be shown.
with counted as (
    select
        reason_group,
        reason,
        count(distinct member_key) as member_count,
        exp(avg(ln(odds_ratio))) as mean_odds_ratio
    from mart_churn_reason
    where odds_ratio > 0
    group by reason_group, reason
    having count(distinct member_key) >= {fewest}
),

final as (
    select *
    from counted
)

select * from final
order by member_count desc, reason
limit {limit}

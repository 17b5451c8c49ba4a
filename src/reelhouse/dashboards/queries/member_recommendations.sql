-- The list of a member with its reasons, best first.
with final as (
    select
        cast(lists.member_key as varchar) as member,
        lists.recommendation_rank,
        lists.title_key,
        lists.primary_title,
        titles.start_year,
        titles.genres,
        lists.score,
        lists.reason,
        lists.reason_title_key,
        reasons.primary_title as reason_title,
        lists.is_fallback,
        lists.is_offered_in_country,
        lists.known_at
    from mart_recommendation as lists
    left join dim_title as titles on lists.title_key = titles.title_key and titles.is_current
    left join dim_title as reasons
        on lists.reason_title_key = reasons.title_key and reasons.is_current
    where {members:lists.member_key}
)

select * from final
order by member, recommendation_rank

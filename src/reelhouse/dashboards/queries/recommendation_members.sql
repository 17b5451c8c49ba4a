-- Members who have a list, those with one of their own first; pseudonyms as text, as they are long.
with lists as (
    select
        member_key,
        bool_or(is_fallback) as is_fallback,
        count(*) as title_count
    from mart_recommendation
    group by member_key
),

final as (
    select cast(member_key as varchar) as member, is_fallback, title_count
    from lists
)

select * from final
order by is_fallback, member
limit {limit}

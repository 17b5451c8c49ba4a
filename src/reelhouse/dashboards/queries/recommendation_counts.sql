-- For how many members there are lists, and how many titles anybody is shown.
with lists as (
    select
        count(distinct member_key) as member_count,
        count(distinct case when is_fallback then member_key end) as fallback_member_count,
        count(distinct title_key) as listed_title_count,
        max(known_at) as known_at
    from mart_recommendation
),

service as (
    select title_key from mart_recommendation
    union
    select title_key from mart_similar_title
),

final as (
    select
        lists.*,
        (select count(*) from service) as title_count
    from lists
)

select * from final

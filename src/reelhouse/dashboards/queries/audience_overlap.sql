-- Which items share their members, in both directions.
with final as (
    select
        item_name,
        other_item_name,
        member_count,
        other_member_count,
        shared_member_count,
        shared_rate,
        jaccard_rate,
        lift
    from mart_audience_overlap
    where {kinds:item_kind}
)

select * from final
order by member_count desc, item_name, other_item_name

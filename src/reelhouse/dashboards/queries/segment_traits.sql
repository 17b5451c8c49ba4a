-- Traits of segments by what is usual for all members, those that differ most first.
with ranked as (
    select trait, rank() over (order by max(abs(ln(lift))) desc, trait) as place
    from mart_segment_trait
    where lift > 0
    group by trait
),

final as (
    select
        traits.segment_number,
        traits.segment_name,
        traits.trait,
        traits.member_count,
        traits.value,
        traits.value_low,
        traits.value_high,
        traits.usual_value,
        traits.lift,
        ranked.place
    from mart_segment_trait as traits
    inner join ranked on traits.trait = ranked.trait
    where ranked.place <= {limit}
)

select * from final
order by place, segment_number

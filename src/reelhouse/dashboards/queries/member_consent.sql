-- Whether a member who agrees to being counted agrees to recommendations, and is still one.
with final as (
    select
        has_personalisation_consent,
        cancelled_date is not null and cancelled_date <= known_date as has_left
    from dim_member
    where {members:member_key}
)

select * from final

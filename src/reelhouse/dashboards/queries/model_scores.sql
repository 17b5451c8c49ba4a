-- How each candidate of a model did on what came later than all it learned from.
with final as (
    select
        model_name,
        candidate,
        metric,
        value,
        value_low,
        value_high,
        is_naive,
        is_champion,
        is_deciding,
        note
    from mart_model_score
    where {models:model_name}
)

select * from final
order by model_name, is_deciding desc, metric, is_champion desc, candidate

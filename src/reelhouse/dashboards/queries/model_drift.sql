-- How far the features of now are from those learned from. Between two samples of the same the index
-- of ten bins has this mean by chance (Yurdakul and Naranjo, Journal of Risk Model Validation 2020).
with final as (
    select
        model_name,
        feature,
        stability_index,
        usual_index,
        asked_stability_index,
        is_drifted,
        learned_count,
        current_count,
        9 * (1.0 / nullif(learned_count, 0) + 1.0 / nullif(current_count, 0)) as chance_index
    from mart_model_drift
    where {models:model_name}
        and stability_index is not null
)

select * from final
order by model_name, stability_index desc, feature

-- What a model looks at, and from when on it is known.
with final as (
    select model_name, feature_number, feature, says, known
    from mart_model_feature
    where {models:model_name}
)

select * from final
order by model_name, feature_number

-- Models that answer in this build, with their lead over the best naive rule.
with final as (
    select
        models.*,
        naive.value as naive_value,
        winner.value as champion_value
    from mart_model as models
    left join mart_model_score as naive
        on models.model_name = naive.model_name
        and models.best_naive = naive.candidate
        and models.metric = naive.metric
    left join mart_model_score as winner
        on models.model_name = winner.model_name
        and models.champion = winner.candidate
        and models.metric = winner.metric
    where {models:models.model_name}
)

select * from final
order by model_name

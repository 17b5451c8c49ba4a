-- How each model did on what came true after all it learned from, beside what its card promised.
with final as (
    select
        model_name,
        model_version,
        measure,
        is_higher_better,
        learned_until_date,
        counted,
        new_count,
        needed_count,
        promised_value,
        promised_low,
        promised_high,
        new_value,
        new_low,
        new_high,
        naive_rule,
        naive_value,
        naive_low,
        naive_high,
        worse_by_value,
        worse_by_low,
        worse_by_high,
        is_worse
    from mart_model_error
    where {models:model_name}
)

select * from final
order by model_name, measure

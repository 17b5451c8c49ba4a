-- How many outcomes lay within the intervals of a model, with the 95 % interval of that share
-- (Wilson 1927).
with levels as (
    select model_name, nominal_rate, measured_rate, case_count
    from mart_model_coverage
    where {models:model_name}
        and case_count > 0
        and measured_rate is not null
),

final as (
    select
        model_name,
        nominal_rate,
        measured_rate,
        case_count,
        {low_of(measured_rate, case_count)} as measured_low,
        {high_of(measured_rate, case_count)} as measured_high
    from levels
)

select * from final
order by model_name, nominal_rate

-- How many outcomes lay within the intervals of a model, with the 95 % interval of that share
-- (Wilson 1927).
with levels as (
    select model_name, nominal_rate, measured_rate, case_count, 3.841459 / case_count as shrink
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
        (
            measured_rate + shrink / 2
            - sqrt(shrink * (measured_rate * (1 - measured_rate) + shrink / 4))
        ) / (1 + shrink) as measured_low,
        (
            measured_rate + shrink / 2
            + sqrt(shrink * (measured_rate * (1 - measured_rate) + shrink / 4))
        ) / (1 + shrink) as measured_high
    from levels
)

select * from final
order by model_name, nominal_rate

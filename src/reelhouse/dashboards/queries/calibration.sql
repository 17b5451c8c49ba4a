-- How often probabilities of a model came true, in groups that were told about the same, with the
-- 95 % interval of the share (Wilson 1927).
with bins as (
    select
        model_name,
        bin_number,
        predicted_rate,
        observed_rate,
        case_count,
        3.841459 / case_count as shrink
    from mart_model_calibration
    where {models:model_name}
        and case_count > 0
),

final as (
    select
        model_name,
        bin_number,
        predicted_rate,
        observed_rate,
        case_count,
        (
            observed_rate + shrink / 2
            - sqrt(shrink * (observed_rate * (1 - observed_rate) + shrink / 4))
        ) / (1 + shrink) as observed_low,
        (
            observed_rate + shrink / 2
            + sqrt(shrink * (observed_rate * (1 - observed_rate) + shrink / 4))
        ) / (1 + shrink) as observed_high
    from bins
)

select * from final
order by model_name, bin_number

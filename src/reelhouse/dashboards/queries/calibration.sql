-- How often probabilities of a model came true, in groups that were told about the same, with the
-- 95 % interval of the share (Wilson 1927).
with bins as (
    select
        model_name,
        bin_number,
        predicted_rate,
        observed_rate,
        case_count
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
        {low_of(observed_rate, case_count)} as observed_low,
        {high_of(observed_rate, case_count)} as observed_high
    from bins
)

select * from final
order by model_name, bin_number

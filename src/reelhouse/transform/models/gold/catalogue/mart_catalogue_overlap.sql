{{ config(sort_by=['country_code', 'platform', 'other_platform']) }}

-- what comes with being there; nearly every shop sells nearly every film
with holdings as (
    select distinct title_key, platform, country_code
    from {{ ref('fact_offer') }}
    where is_current and is_included
),

sizes as (
    select country_code, platform, count(*) as title_count
    from holdings
    group by country_code, platform
),

shared as (
    select one.country_code, one.platform, other.platform as other_platform, count(*) as shared_title_count
    from holdings as one
    inner join holdings as other
        on one.country_code = other.country_code
        and one.title_key = other.title_key
        and one.platform <> other.platform
    group by one.country_code, one.platform, other.platform
),

final as (
    select
        one.country_code,
        one.platform,
        other.platform as other_platform,
        {{ whole('one.title_count') }} as title_count,
        {{ whole('other.title_count') }} as other_title_count,
        {{ whole('coalesce(shared.shared_title_count, 0)') }} as shared_title_count,
        {{ ratio('coalesce(shared.shared_title_count, 0)', 'one.title_count') }} as shared_rate,
        {{ ratio('coalesce(shared.shared_title_count, 0)', 'one.title_count + other.title_count - coalesce(shared.shared_title_count, 0)') }}
            as jaccard
    from sizes as one
    inner join sizes as other
        on one.country_code = other.country_code and one.platform <> other.platform
    left join shared
        on one.country_code = shared.country_code
        and one.platform = shared.platform
        and other.platform = shared.other_platform
)

select * from final

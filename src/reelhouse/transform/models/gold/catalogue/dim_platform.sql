{{ config(sort_by=['platform']) }}

with providers as (
    select platform, provider_name, is_addon_channel from {{ ref('bridge_platform_provider') }}
),

-- known platforms as they write themselves; others as a source names them
final as (
    select
        platform,
        case platform
            when 'apple' then 'Apple TV'
            when 'crunchyroll' then 'Crunchyroll'
            when 'disney' then 'Disney+'
            when 'hbomax' then 'HBO Max'
            when 'hulu' then 'Hulu'
            when 'netflix' then 'Netflix'
            when 'paramountplus' then 'Paramount+'
            when 'peacock' then 'Peacock'
            when 'prime' then 'Prime Video'
            else min(provider_name)
        end as platform_name,
        {{ whole('count(*)') }} as provider_name_count
    from providers
    group by platform
)

select * from final

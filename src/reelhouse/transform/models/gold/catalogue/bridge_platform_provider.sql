{{ config(sort_by=['provider_name']) }}

with providers as (
    select provider_name from {{ ref('silver_tmdb__movie_offer') }}
    union
    select provider_name from {{ ref('silver_tmdb__tv_offer') }}
    union
    select service_name as provider_name from {{ ref('silver_streaming_availability__offer') }}
    union
    select service as provider_name from {{ ref('silver_streaming_availability__change') }}
    union
    select service as provider_name from {{ ref('silver_catalogues__title') }}
),

final as (
    select
        provider_name,
        {{ platform_of('provider_name') }} as platform,
        {{ is_addon_channel('provider_name') }} as is_addon_channel
    from providers
    where provider_name is not null
)

select * from final

{{ config(sort_by=['title_key', 'platform', 'country_code', 'offer_kind']) }}

with platforms as (
    select provider_name, platform, is_addon_channel from {{ ref('bridge_platform_provider') }}
),

records as (
    select source, record_kind, record_id, title_key
    from {{ ref('bridge_title_source') }}
    where
        (source = 'tmdb' and record_kind in ('movie', 'tv'))
        or (source = 'streaming_availability' and record_kind = 'show')
        or (source = 'catalogues' and record_kind = 'title')
),

movie_offers as (
    select title_id_tmdb_movie, country, provider_name, offer_kind, fetched_at
    from {{ ref('silver_tmdb__movie_offer') }}
),

tv_offers as (
    select title_id_tmdb_tv, country, provider_name, offer_kind, fetched_at
    from {{ ref('silver_tmdb__tv_offer') }}
),

listed_offers as (
    select
        country,
        show_id_streaming_availability as record_id,
        service,
        service_name as provider_name,
        offer_kind,
        min(cast(available_at as date)) as since_date,
        max(cast(expires_at as date)) as until_date,
        max(cast(fetched_at as date)) as seen_date
    from {{ ref('silver_streaming_availability__offer') }}
    group by country, show_id_streaming_availability, service, service_name, offer_kind
),

-- what a change says of an offer; when it was told says whether the list or the change is newer
changes as (
    select
        country,
        show_id_streaming_availability as record_id,
        service,
        offer_kind,
        max(case when change_kind in ('new', 'upcoming') then cast(changes_at as date) end) as since_date,
        max(case when change_kind in ('removed', 'expiring') then cast(changes_at as date) end) as until_date,
        max(cast(fetched_at as date)) as seen_date
    from {{ ref('silver_streaming_availability__change') }}
    where item_type = 'show'
    group by country, show_id_streaming_availability, service, offer_kind
),

catalogue_titles as (
    select
        {{ catalogue_record_id('service', 'catalogue_row_id') }} as record_id,
        service as provider_name,
        added_date,
        snapshot_date
    from {{ ref('silver_catalogues__title') }}
),

tmdb_offers as (
    select
        'movie' as record_kind,
        {{ title_record_id('title_id_tmdb_movie') }} as record_id,
        country,
        provider_name,
        offer_kind,
        fetched_at
    from movie_offers
    union all
    select 'tv', {{ title_record_id('title_id_tmdb_tv') }}, country, provider_name, offer_kind, fetched_at
    from tv_offers
),

service_names as (
    select service, max(provider_name) as provider_name from listed_offers group by service
),

changed_offers as (
    select
        coalesce(listed_offers.country, changes.country) as country,
        coalesce(listed_offers.record_id, changes.record_id) as record_id,
        coalesce(listed_offers.provider_name, service_names.provider_name, changes.service) as provider_name,
        coalesce(listed_offers.offer_kind, changes.offer_kind) as offer_kind,
        coalesce(listed_offers.since_date, changes.since_date) as since_date,
        -- an end before the offer began again is none
        case
            when coalesce(changes.until_date, listed_offers.until_date)
                >= coalesce(listed_offers.since_date, changes.since_date, coalesce(changes.until_date, listed_offers.until_date))
                then coalesce(changes.until_date, listed_offers.until_date)
        end as until_date,
        coalesce(greatest(listed_offers.seen_date, changes.seen_date), listed_offers.seen_date, changes.seen_date)
            as seen_date
    from listed_offers
    full outer join changes
        on listed_offers.country = changes.country
        and listed_offers.record_id = changes.record_id
        and listed_offers.service = changes.service
        and listed_offers.offer_kind = changes.offer_kind
    left join service_names on changes.service = service_names.service
),

told as (
    select
        'tmdb' as source,
        record_kind,
        record_id,
        country,
        provider_name,
        offer_kind,
        cast(null as date) as since_date,
        cast(null as date) as until_date,
        cast(fetched_at as date) as seen_date
    from tmdb_offers
    union all
    select
        'streaming_availability' as source,
        'show' as record_kind,
        record_id,
        country,
        provider_name,
        offer_kind,
        since_date,
        until_date,
        seen_date
    from changed_offers
    union all
    select
        'catalogues' as source,
        'title' as record_kind,
        record_id,
        {{ mart_setting('catalogue_country') }} as country,
        provider_name,
        'subscription' as offer_kind,
        added_date as since_date,
        cast(null as date) as until_date,
        snapshot_date as seen_date
    from catalogue_titles
),

offers as (
    select
        records.title_key,
        platforms.platform,
        upper(told.country) as country_code,
        case when platforms.is_addon_channel then 'addon' else told.offer_kind end as kind_of_offer,
        told.source,
        min(told.since_date) as since_date,
        max(told.until_date) as until_date,
        max(told.seen_date) as seen_date
    from told
    inner join records
        on told.source = records.source
        and told.record_kind = records.record_kind
        and told.record_id = records.record_id
    inner join platforms on told.provider_name = platforms.provider_name
    group by
        records.title_key,
        platforms.platform,
        upper(told.country),
        case when platforms.is_addon_channel then 'addon' else told.offer_kind end,
        told.source
),

-- the newest word counts where sources differ; on the same day the one that knows ends
ranked as (
    select
        *,
        row_number() over (
            partition by title_key, platform, country_code, kind_of_offer
            order by seen_date desc, until_date desc nulls last, source
        ) as newness
    from offers
),

final as (
    select
        title_key,
        platform,
        country_code,
        kind_of_offer as offer_kind,
        {{ is_included('kind_of_offer') }} as is_included,
        min(since_date) as since_date,
        max(case when newness = 1 then until_date end) as until_date,
        max(seen_date) as last_seen_date,
        coalesce(min(since_date) <= max(seen_date), true)
        and coalesce(max(case when newness = 1 then until_date end) > max(seen_date), true) as is_current,
        max(case when source = 'tmdb' then 1 else 0 end) = 1 as is_in_tmdb,
        max(case when source = 'streaming_availability' then 1 else 0 end) = 1 as is_in_streaming_availability,
        max(case when source = 'catalogues' then 1 else 0 end) = 1 as is_in_catalogues
    from ranked
    group by title_key, platform, country_code, kind_of_offer
)

select * from final

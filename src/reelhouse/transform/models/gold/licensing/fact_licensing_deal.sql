{{ config(sort_by=['deal_id']) }}

with deals as (
    select
        *,
        {{ first_party_name_id('title_id_imdb', 'title') }} as record_id
    from {{ ref('silver_first_party__licensing_deal') }}
),

bridge as (
    select source, record_kind, record_id, title_key from {{ ref('bridge_title_source') }}
),

titles as (
    select title_key, title_type, is_anime from {{ ref('dim_title') }} where is_current
),

anime as (
    select title_key, season_number, premiere_date, score from {{ ref('dim_anime') }}
),

imdb_ratings as (
    select title_key, average_rating from {{ ref('fact_rating_snapshot') }} where is_latest
),

tmdb_movies as (
    select {{ title_record_id('title_id_tmdb_movie') }} as record_id, average_rating
    from {{ ref('silver_tmdb__movie') }}
),

tmdb_series as (
    select {{ title_record_id('title_id_tmdb_tv') }} as record_id, average_rating
    from {{ ref('silver_tmdb__tv') }}
),

{{ described_licences('deals') }}

measured as (
    select
        *,
        {{ days_from_to('start_date', 'end_date') }} + 1 as term_days,
        greatest(0, {{ days_from_to('start_date', 'least(end_date, as_of_date)') }} + 1) as elapsed_days,
        {{ days_from_to('premiere_date', 'start_date') }} as lag_days
    from described
),

final as (
    select
        deal_id,
        title_key,
        title,
        title_type,
        is_anime,
        licensor,
        region,
        cast(
            case when {{ mart_setting('tier_1_regions') }} like concat('%"', region, '"%') then 1 else 2 end
            as smallint
        ) as region_tier,
        rights_window,
        is_exclusive,
        signed_date,
        start_date,
        end_date,
        as_of_date,
        cast(term_days as integer) as term_days,
        cast(elapsed_days as integer) as elapsed_days,
        premiere_date,
        premiere_basis,
        cast(lag_days as integer) as lag_days,
        case
            when lag_days <= 14 then 'same season'
            when lag_days <= 90 then 'late season'
            when lag_days > 90 then 'library'
        end as lag_band,
        score,
        score_source,
        case when score >= 8 then '8 or more' when score < 8 then 'below 8' end as quality_band,
        cast(fee_usd as double) as fee_usd,
        {{ ratio('fee_usd * elapsed_days', 'term_days') }} as cost_to_date_usd,
        cast(revenue_usd as double) as reported_revenue_usd,
        {{ return_on(ratio('fee_usd * elapsed_days', 'term_days'), 'cast(revenue_usd as double)') }}
            as reported_roi
    from measured
)

select * from final

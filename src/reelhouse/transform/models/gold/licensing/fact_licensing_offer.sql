{{ config(sort_by=['offer_id']) }}

with offers as (
    select
        *,
        {{ first_party_name_id('title_id_imdb', 'title') }} as record_id
    from {{ ref('silver_first_party__licensing_offer') }}
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

{{ described_licences('offers') }}

measured as (
    select
        *,
        {{ days_from_to('start_date', 'end_date') }} + 1 as term_days,
        {{ days_from_to('premiere_date', 'start_date') }} as lag_days
    from described
),

final as (
    select
        offer_id,
        title_key,
        title,
        title_type,
        is_anime,
        licensor,
        region,
        rights_window,
        is_exclusive,
        offered_date,
        valid_until_date,
        start_date,
        end_date,
        as_of_date,
        valid_until_date is null or valid_until_date >= as_of_date as is_open,
        cast(term_days as integer) as term_days,
        premiere_date,
        cast(lag_days as integer) as lag_days,
        score,
        score_source,
        cast(fee_usd as double) as fee_usd
    from measured
)

select * from final

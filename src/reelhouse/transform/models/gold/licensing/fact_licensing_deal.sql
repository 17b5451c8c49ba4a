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

-- the licence is for the title, so its first season is what was first to be seen
japanese_premieres as (
    select title_key, min(premiere_date) as premiere_date
    from anime
    where coalesce(season_number, 1) = 1
    group by title_key
),

anime_scores as (
    select title_key, avg(cast(score as double)) as score from anime group by title_key
),

rated_records as (
    select 'movie' as record_kind, record_id, average_rating from tmdb_movies
    union all
    select 'tv' as record_kind, record_id, average_rating from tmdb_series
),

tmdb_ratings as (
    select bridge.title_key, avg(rated_records.average_rating) as average_rating
    from rated_records
    inner join bridge
        on bridge.source = 'tmdb'
        and rated_records.record_kind = bridge.record_kind
        and rated_records.record_id = bridge.record_id
    group by bridge.title_key
),

as_of as (
    select max(snapshot_date) as as_of_date from deals
),

described as (
    select
        deals.*,
        bridge.title_key,
        titles.title_type,
        titles.is_anime,
        as_of.as_of_date,
        coalesce(japanese_premieres.premiere_date, deals.release_date) as premiere_date,
        case
            when japanese_premieres.premiere_date is not null then 'japan'
            when deals.release_date is not null then 'first release'
        end as premiere_basis,
        cast(
            coalesce(imdb_ratings.average_rating, tmdb_ratings.average_rating, anime_scores.score)
            as double
        ) as score,
        case
            when imdb_ratings.average_rating is not null then 'imdb'
            when tmdb_ratings.average_rating is not null then 'tmdb'
            when anime_scores.score is not null then 'anime'
        end as score_source
    from deals
    cross join as_of
    left join bridge
        on bridge.source = 'first_party'
        and bridge.record_kind = 'name'
        and deals.record_id = bridge.record_id
    left join titles on bridge.title_key = titles.title_key
    left join japanese_premieres on bridge.title_key = japanese_premieres.title_key
    left join imdb_ratings on bridge.title_key = imdb_ratings.title_key
    left join tmdb_ratings on bridge.title_key = tmdb_ratings.title_key
    left join anime_scores on bridge.title_key = anime_scores.title_key
),

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

{{ config(sort_by=['title_key', 'is_film', 'season_number']) }}

with movies as (
    select title_id_tmdb_movie, release_date from {{ ref('silver_tmdb__movie') }} where release_date is not null
),

seasons as (
    select title_id_tmdb_tv, season_number, air_date
    from {{ ref('silver_tmdb__tv_season') }}
    where air_date is not null and season_number > 0
),

records as (
    select record_kind, record_id, title_key
    from {{ ref('bridge_title_source') }}
    where source = 'tmdb' and record_kind in ('movie', 'tv')
),

told as (
    select
        'movie' as record_kind,
        {{ title_record_id('title_id_tmdb_movie') }} as record_id,
        1 as season_number,
        release_date as premiere_date
    from movies
    union all
    select 'tv', {{ title_record_id('title_id_tmdb_tv') }}, season_number, air_date
    from seasons
),

final as (
    select
        records.title_key,
        told.record_kind = 'movie' as is_film,
        cast(told.season_number as smallint) as season_number,
        min(told.premiere_date) as premiere_date
    from told
    inner join records on told.record_kind = records.record_kind and told.record_id = records.record_id
    group by records.title_key, told.record_kind, told.season_number
)

select * from final

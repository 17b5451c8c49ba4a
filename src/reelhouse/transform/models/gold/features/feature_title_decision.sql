{{ config(sort_by=['title_key'], needs=['imdb', 'tmdb']) }}

with standings as (
    select title_key, as_of_date, is_backfill, is_latest from {{ ref('fact_title_standing') }}
),

trainable as (
    select source from {{ source('build', 'terms') }} where may_train
),

titles as (
    select
        title_key, title_type, is_anime, genres, runtime_minutes,
        primary_title <> original_title as is_titled_otherwise,
        cast(start_year as integer) as release_year,
        {{ released_kind('title_type') }} as content_kind
    from {{ ref('dim_title') }}
    where
        is_current
        and not is_adult
        and start_year is not null
        and {{ released_kind('title_type') }} is not null
        and described_by in (select source from trainable)
),

premieres as (
    select title_key, is_film, premiere_date
    from {{ ref('fact_premiere') }}
    where season_number = 1 and {{ may_train('tmdb') }}
),

records as (
    select title_key, record_kind, record_id
    from {{ ref('bridge_title_source') }}
    where source = 'tmdb' and record_kind in ('movie', 'tv') and {{ may_train('tmdb') }}
),

movies as (
    select title_id_tmdb_movie, original_language, budget_usd, collection_id_tmdb from {{ ref('silver_tmdb__movie') }}
),

series as (
    select title_id_tmdb_tv, original_language from {{ ref('silver_tmdb__tv') }}
),

movie_countries as (
    select title_id_tmdb_movie, country from {{ ref('silver_tmdb__movie_country') }} where country_position = 1
),

tv_countries as (
    select title_id_tmdb_tv, country from {{ ref('silver_tmdb__tv_country') }} where country_position = 1
),

looks as (
    select distinct as_of_date, is_backfill from standings
),

today as (
    select max(as_of_date) as today, min(as_of_date) as backfill_date from looks
),

details as (
    select
        records.title_key,
        movies.original_language,
        movies.budget_usd,
        movies.collection_id_tmdb is not null as is_franchise,
        countries.country
    from records
    inner join movies on records.record_kind = 'movie' and records.record_id = {{ title_record_id('movies.title_id_tmdb_movie') }}
    left join movie_countries as countries on movies.title_id_tmdb_movie = countries.title_id_tmdb_movie
    union all
    select records.title_key, series.original_language, null, null, countries.country
    from records
    inner join series on records.record_kind = 'tv' and records.record_id = {{ title_record_id('series.title_id_tmdb_tv') }}
    left join tv_countries as countries on series.title_id_tmdb_tv = countries.title_id_tmdb_tv
),

-- a title of which several records were joined has the details of one of them
title_details as (
    select
        title_key,
        min(original_language) as original_language,
        max(budget_usd) as budget_usd,
        max(case when is_franchise then 1 when not is_franchise then 0 end) = 1 as is_franchise,
        min(country) as country
    from details
    group by title_key
),

rated as (
    select distinct title_key from standings
),

-- a date that is more than a year off is that of another release
dated as (
    select
        titles.*,
        today.today,
        today.backfill_date,
        case
            when abs(extract(year from premieres.premiere_date) - titles.release_year) <= 1
                then premieres.premiere_date
        end as release_date
    from titles
    cross join today
    left join premieres on titles.title_key = premieres.title_key and premieres.is_film = (titles.content_kind = 'film')
    where
        titles.title_key in (select title_key from rated)
        or titles.release_year >= extract(year from today.today) - 1
),

-- the day before it comes out, of which only the year is known the last day of the year before;
-- nothing is known later than today
decided as (
    select
        *,
        least(
            coalesce({{ days_after('release_date', -1) }}, {{ days_after('make_date(release_year, 1, 1)', -1) }}),
            today
        ) as known_at
    from dated
),

seen as (
    select
        decided.title_key,
        max(looks.as_of_date) as as_of_date
    from decided
    inner join looks on looks.as_of_date <= decided.known_at and not looks.is_backfill
    group by decided.title_key
),

final as (
    select
        decided.title_key,
        decided.content_kind,
        decided.title_type,
        cast(decided.release_year as smallint) as release_year,
        decided.release_date,
        decided.known_at,
        coalesce(seen.as_of_date, decided.backfill_date) as as_of_date,
        seen.as_of_date is null as is_as_of_today,
        cast(
            least(extract(year from {{ days_after('decided.known_at', 1) }}), decided.release_year) as smallint
        ) as before_year,
        decided.is_anime,
        decided.genres,
        decided.is_titled_otherwise,
        decided.runtime_minutes,
        {{ whole('details.budget_usd') }} as budget_usd,
        details.original_language,
        details.country,
        details.is_franchise,
        details.title_key is not null as has_details
    from decided
    left join seen on decided.title_key = seen.title_key
    left join title_details as details on decided.title_key = details.title_key
)

select * from final

{{ config(sort_by=['title_key', 'country_code']) }}

with records as (
    select source, record_kind, record_id, title_key from {{ ref('bridge_title_source') }}
),

movie_certificates as (
    select title_id_tmdb_movie, country, certification
    from {{ ref('silver_tmdb__movie_release') }}
    where certification is not null
),

tv_certificates as (
    select title_id_tmdb_tv, country, certification
    from {{ ref('silver_tmdb__tv_certification') }}
    where certification is not null
),

catalogue_certificates as (
    select service, catalogue_row_id, certification
    from {{ ref('silver_catalogues__title') }}
    where certification is not null
),

anime_certificates as (
    select title_id_mal, age_rating from {{ ref('silver_jikan__anime') }} where age_rating is not null
),

told as (
    select
        'tmdb' as source,
        'movie' as record_kind,
        {{ title_record_id('title_id_tmdb_movie') }} as record_id,
        country,
        certification
    from movie_certificates
    union all
    select
        'tmdb' as source,
        'tv' as record_kind,
        {{ title_record_id('title_id_tmdb_tv') }} as record_id,
        country,
        certification
    from tv_certificates
    union all
    select
        'catalogues' as source,
        'title' as record_kind,
        {{ catalogue_record_id('service', 'catalogue_row_id') }} as record_id,
        {{ mart_setting('catalogue_country') }} as country,
        certification
    from catalogue_certificates
    union all
    -- MyAnimeList words its ratings as they are in the United States: "PG-13 - Teens 13 or older"
    select
        'jikan' as source,
        'anime' as record_kind,
        {{ title_record_id('title_id_mal') }} as record_id,
        'US' as country,
        split_part(age_rating, ' - ', 1) as certification
    from anime_certificates
),

named as (
    select
        records.title_key,
        upper(told.country) as country_code,
        told.source,
        upper(trim(told.certification)) as certificate
    from told
    inner join records
        on told.source = records.source
        and told.record_kind = records.record_kind
        and told.record_id = records.record_id
),

-- a number within is the age, as in 12A, R15+ or TV-14; words are those of the large boards
aged as (
    select
        title_key,
        country_code,
        source,
        certificate,
        case
            when regexp_extract(certificate, '[0-9]', 0) <> ''
                then try_cast(regexp_extract(certificate, '([0-9]+)', 1) as integer)
            when certificate in ('G', 'U', 'L', 'TP', 'AL', 'ALL', 'TV-G', 'TV-Y', 'LIVRE') then 0
            when certificate in ('PG', 'TV-PG') then 8
            when certificate in ('R', 'R+', 'TV-MA', 'MA') then 17
            when certificate in ('X', 'RX', 'R18', 'NC', 'ADULT') then 18
        end as minimum_age
    from named
),

ranked as (
    select
        *,
        row_number() over (
            partition by title_key, country_code
            order by minimum_age desc nulls last, source, certificate
        ) as strictness
    from aged
),

final as (
    select title_key, country_code, certificate, minimum_age, source
    from ranked
    where strictness = 1
)

select * from final

{{ config(sort_by=['country_code', 'content_kind', 'genre']) }}

with lists as (
    select title_key, country_code, country_name, is_film, top10_week, weekly_rank
    from {{ ref('fact_netflix_country_week') }}
),

title_genres as (
    select title_key, genre_key from {{ ref('bridge_title_genre') }}
),

genres as (
    select genre_key, genre from {{ ref('dim_genre') }}
),

newest as (
    select max(top10_week) as last_week from lists
),

recent as (
    select
        lists.title_key,
        lists.country_code,
        lists.country_name,
        {{ content_kind('lists.is_film') }} as content_kind,
        {{ rank_weight('lists.weekly_rank') }} as weight
    from lists
    cross join newest
    where
        lists.title_key is not null
        and lists.top10_week > newest.last_week - 7 * cast({{ mart_setting('taste_weeks') }} as integer)
),

kinds as (
    {{ with_all_kinds('recent', ['country_code', 'country_name', 'title_key', 'weight']) }}
),

-- a country's lists, and once more all of them as the country 'all'
in_countries as (
    select country_code, country_name, content_kind, title_key, weight from kinds
    union all
    select 'all' as country_code, 'All countries' as country_name, content_kind, title_key, weight
    from kinds
),

listed as (
    select country_code, max(country_name) as country_name, content_kind, title_key, sum(weight) as weight
    from in_countries
    group by country_code, content_kind, title_key
),

parts as (
    {{ genre_parts('listed') }}
),

with_genres as (
    select distinct title_key from parts
),

countries as (
    select
        listed.country_code,
        listed.content_kind,
        max(listed.country_name) as country_name,
        sum(listed.weight) as weight
    from listed
    inner join with_genres on listed.title_key = with_genres.title_key
    group by listed.country_code, listed.content_kind
),

-- what each title has of the lists of the country and of all countries, also where it has none
titles as (
    select
        countries.country_code,
        countries.content_kind,
        everywhere.title_key,
        coalesce(listed.weight, 0) as weight,
        cast({{ ratio('coalesce(listed.weight, 0)', 'countries.weight') }} as decimal(18, 12)) as part_here,
        cast({{ ratio('everywhere.weight', 'world.weight') }} as decimal(18, 12)) as part_everywhere
    from countries
    inner join countries as world
        on countries.content_kind = world.content_kind and world.country_code = 'all'
    inner join listed as everywhere
        on countries.content_kind = everywhere.content_kind and everywhere.country_code = 'all'
    inner join with_genres on everywhere.title_key = with_genres.title_key
    left join listed
        on countries.country_code = listed.country_code
        and countries.content_kind = listed.content_kind
        and everywhere.title_key = listed.title_key
),

unlike as (
    select
        country_code,
        content_kind,
        cast(sum({{ square('part_here - part_everywhere') }}) as double) as unlike_sum
    from titles
    group by country_code, content_kind
),

-- of titles with a part s of the genre: sums of what the variance of the quotient is made of
of_genres as (
    select
        titles.country_code,
        titles.content_kind,
        parts.genre_key,
        parts.genre,
        sum(case when titles.weight > 0 then 1 else 0 end) as title_count,
        sum(titles.weight * parts.genre_part) as weight,
        cast(sum(titles.part_here * parts.genre_part) as double) as share_rate,
        cast(sum(titles.part_everywhere * parts.genre_part) as double) as world_share_rate,
        cast(sum({{ square('titles.part_here * parts.genre_part') }}) as double) as here_sum,
        cast(sum({{ square('titles.part_everywhere * parts.genre_part') }}) as double) as everywhere_sum,
        cast(sum({{ product('titles.part_here * parts.genre_part', 'titles.part_everywhere * parts.genre_part') }}) as double)
            as both_sum,
        cast(sum({{ product('titles.part_here * parts.genre_part', 'titles.part_here - titles.part_everywhere') }}) as double)
            as here_unlike_sum,
        cast(sum({{ product('titles.part_everywhere * parts.genre_part', 'titles.part_here - titles.part_everywhere') }}) as double)
            as everywhere_unlike_sum
    from titles
    inner join parts on titles.title_key = parts.title_key
    group by titles.country_code, titles.content_kind, parts.genre_key, parts.genre
),

-- few lists say little: the country begins with some weeks of the world's taste
smoothed as (
    select
        of_genres.*,
        countries.country_name,
        unlike.unlike_sum,
        (of_genres.share_rate * cast(countries.weight as double) + prior.weight * of_genres.world_share_rate)
        / (cast(countries.weight as double) + prior.weight) as smoothed_share_rate,
        cast(countries.weight as double) / (cast(countries.weight as double) + prior.weight) as own_part
    from of_genres
    inner join countries
        on of_genres.country_code = countries.country_code
        and of_genres.content_kind = countries.content_kind
    inner join unlike
        on of_genres.country_code = unlike.country_code and of_genres.content_kind = unlike.content_kind
    cross join (
        select cast({{ mart_setting('location_prior_weeks') }} as double) * {{ weight_of_ten_places() }} as weight
    ) as prior
),

-- a title is listed for weeks and in many countries, so it is titles that are drawn: each one's
-- influence on the logarithm of the quotient, squared and summed; all countries watch as they do
judged as (
    select
        *,
        smoothed_share_rate / world_share_rate as location_quotient,
        case
            when country_code = 'all' then 0
            else own_part * sqrt(greatest(
                here_sum / (smoothed_share_rate * smoothed_share_rate)
                - 2 * both_sum / (smoothed_share_rate * world_share_rate)
                + everywhere_sum / (world_share_rate * world_share_rate)
                - 2 * here_unlike_sum / smoothed_share_rate
                + 2 * everywhere_unlike_sum / world_share_rate
                + unlike_sum,
                0
            ))
        end as log_error
    from smoothed
),

final as (
    select
        country_code,
        country_name,
        content_kind,
        genre_key,
        genre,
        {{ whole('title_count') }} as title_count,
        cast(weight as double) as rank_weight,
        share_rate,
        world_share_rate,
        location_quotient,
        location_quotient * exp(-1.96 * log_error) as location_quotient_low,
        location_quotient * exp(1.96 * log_error) as location_quotient_high,
        case
            when country_code = 'all' then null
            when title_count < cast({{ mart_setting('min_group') }} as integer) then 'too few titles'
            when location_quotient * exp(-1.96 * log_error) > 1 then 'watched more'
            when location_quotient * exp(1.96 * log_error) < 1 then 'watched less'
            else 'as elsewhere'
        end as verdict
    from judged
)

select * from final

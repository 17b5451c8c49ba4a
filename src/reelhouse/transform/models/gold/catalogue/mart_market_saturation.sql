{{ config(sort_by=['country_code', 'content_kind', 'genre']) }}

with demand as (
    select country_code, country_name, content_kind, genre_key, genre, share_rate, title_count
    from {{ ref('mart_country_genre') }}
),

titles as (
    select title_key, {{ content_kind_of_type('title_type') }} as content_kind
    from {{ ref('dim_title') }}
    where is_current
),

offers as (
    select title_key, country_code from {{ ref('fact_offer') }} where is_current and is_included
),

title_genres as (
    select title_key, genre_key from {{ ref('bridge_title_genre') }}
),

genres as (
    select genre_key, genre from {{ ref('dim_genre') }}
),

held as (
    select distinct offers.country_code, titles.content_kind, offers.title_key
    from offers
    inner join titles on offers.title_key = titles.title_key
    where titles.content_kind is not null
),

kinds as (
    {{ with_all_kinds('held', ['country_code', 'title_key']) }}
),

in_countries as (
    select country_code, content_kind, title_key from kinds
    union
    select 'all' as country_code, content_kind, title_key from kinds
),

parts as (
    {{ genre_parts('held') }}
),

of_genres as (
    select
        in_countries.country_code,
        in_countries.content_kind,
        parts.genre_key,
        count(*) as title_count,
        cast(sum(parts.genre_part) as double) as title_equivalents
    from in_countries
    inner join parts on in_countries.title_key = parts.title_key
    group by in_countries.country_code, in_countries.content_kind, parts.genre_key
),

totals as (
    select country_code, content_kind, cast(sum(cast(title_equivalents as decimal(28, 9))) as double) as title_equivalents
    from of_genres
    group by country_code, content_kind
),

-- every genre that is watched or held somewhere, in every country that has both figures
supply as (
    select
        demand.country_code,
        demand.country_name,
        demand.content_kind,
        demand.genre_key,
        demand.genre,
        demand.title_count as demand_title_count,
        demand.share_rate as demand_share_rate,
        coalesce(of_genres.title_count, 0) as supply_title_count,
        coalesce(of_genres.title_equivalents, 0) as title_equivalents,
        totals.title_equivalents as country_titles,
        coalesce({{ ratio('world.title_equivalents', 'world_totals.title_equivalents') }}, 0) as usual_share_rate,
        cast({{ mart_setting('saturation_prior_titles') }} as double) as prior_titles
    from demand
    inner join totals
        on demand.country_code = totals.country_code and demand.content_kind = totals.content_kind
    inner join totals as world_totals
        on demand.content_kind = world_totals.content_kind and world_totals.country_code = 'all'
    left join of_genres
        on demand.country_code = of_genres.country_code
        and demand.content_kind = of_genres.content_kind
        and demand.genre_key = of_genres.genre_key
    left join of_genres as world
        on demand.content_kind = world.content_kind
        and demand.genre_key = world.genre_key
        and world.country_code = 'all'
),

shares as (
    select
        *,
        (title_equivalents + prior_titles * usual_share_rate) / (country_titles + prior_titles)
            as supply_share_rate
    from supply
),

indexed as (
    select
        *,
        100 * (supply_share_rate / nullif(supply_share_rate + demand_share_rate, 0)) as saturation_index,
        case
            when supply_share_rate > 0 and demand_share_rate > 0 then ln(demand_share_rate / supply_share_rate)
        end as gap_log_ratio
    from shares
),

final as (
    select
        country_code,
        country_name,
        content_kind,
        genre_key,
        genre,
        demand_title_count,
        {{ whole('supply_title_count') }} as supply_title_count,
        demand_share_rate,
        supply_share_rate,
        gap_log_ratio,
        saturation_index,
        case
            when saturation_index is null then null
            when greatest(supply_title_count, demand_title_count) < cast({{ mart_setting('min_group') }} as integer)
                then 'too few titles'
            when demand_share_rate > supply_share_rate * cast({{ mart_setting('balanced_ratio') }} as double)
                then 'underserved'
            when supply_share_rate > demand_share_rate * cast({{ mart_setting('balanced_ratio') }} as double)
                then 'saturated'
            else 'balanced'
        end as market_zone
    from indexed
)

select * from final

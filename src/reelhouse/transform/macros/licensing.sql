{# Days from one date to another, negative where the other comes first. #}
{% macro days_from_to(first, second) %}{{ return(adapter.dispatch('days_from_to')(first, second)) }}{% endmacro %}
{% macro duckdb__days_from_to(first, second) %}date_diff('day', {{ first }}, {{ second }}){% endmacro %}
{% macro spark__days_from_to(first, second) %}datediff({{ second }}, {{ first }}){% endmacro %}

{# Return on cost: (revenue - cost) / cost. #}
{% macro return_on(cost, revenue) %}{{ ratio(revenue ~ ' - ' ~ cost, cost) }}{% endmacro %}

{#
  A CTE `grouped_returns`: by `keys`, deals with a return that is no assumption and what a dollar of
  all of them returned, by the books and by attribution.
#}
{% macro returns_of(relation, keys) -%}
grouped_returns as (
    select
        {{ keys | join(', ') }}
        {%- for basis in ['reported', 'attributed'] %}
        {%- set figure = "case when basis = '" ~ basis ~ "' and not is_assumption then " %},
        {{ whole('count(' ~ figure ~ 'roi end)') }} as {{ basis }}_deal_count,
        {{ return_on(exact_sum(figure ~ 'cost_usd end'), exact_sum(figure ~ 'revenue_usd end')) }} as {{ basis }}_roi,
        {{ quantile(figure ~ 'roi end', 0.5) }} as median_{{ basis }}_roi
        {%- endfor %}
    from {{ relation }}
    group by {{ keys | join(', ') }}
)
{%- endmacro %}

{#
  CTEs up to `described`: the rows of `relation` (deals or offers of the team's, with `record_id`,
  `release_date` and `snapshot_date`) with what is known of their titles. It reads the CTEs bridge,
  titles, anime, imdb_ratings, tmdb_movies and tmdb_series.
#}
{% macro described_licences(relation) -%}
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
    select max(snapshot_date) as as_of_date from {{ relation }}
),

described as (
    select
        {{ relation }}.*,
        bridge.title_key,
        titles.title_type,
        titles.is_anime,
        as_of.as_of_date,
        coalesce(japanese_premieres.premiere_date, {{ relation }}.release_date) as premiere_date,
        case
            when japanese_premieres.premiere_date is not null then 'japan'
            when {{ relation }}.release_date is not null then 'first release'
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
    from {{ relation }}
    cross join as_of
    left join bridge
        on bridge.source = 'first_party'
        and bridge.record_kind = 'name'
        and {{ relation }}.record_id = bridge.record_id
    left join titles on bridge.title_key = titles.title_key
    left join japanese_premieres on bridge.title_key = japanese_premieres.title_key
    left join imdb_ratings on bridge.title_key = imdb_ratings.title_key
    left join tmdb_ratings on bridge.title_key = tmdb_ratings.title_key
    left join anime_scores on bridge.title_key = anime_scores.title_key
),
{%- endmacro %}

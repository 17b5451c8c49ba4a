{{ config(sort_by=['maker_kind', 'maker_key', 'as_of_date', 'before_year'], needs=['imdb', 'tmdb']) }}

with decisions as (
    select title_key, as_of_date, before_year from {{ ref('feature_title_decision') }}
),

makers as (
    select title_key, maker_kind, maker_key from {{ ref('bridge_title_maker') }}
),

standings as (
    select title_key, as_of_date, is_latest, release_year, rating, votes_rank_rate, is_hit, gross_usd
    from {{ ref('fact_title_standing') }}
),

-- each look that a decision needs, and one on all that is known now, for titles that nobody has made yet
wanted as (
    select makers.maker_kind, makers.maker_key, decisions.as_of_date, decisions.before_year
    from decisions
    inner join makers on decisions.title_key = makers.title_key
    union
    select makers.maker_kind, makers.maker_key, standings.as_of_date, {{ now_year() }}
    from standings
    inner join makers on standings.title_key = makers.title_key
    where standings.is_latest
),

works as (
    select
        makers.maker_kind,
        makers.maker_key,
        standings.as_of_date,
        standings.release_year,
        count(*) as title_count,
        sum({{ exact('standings.votes_rank_rate') }}) as rank_sum,
        sum({{ exact('standings.rating') }}) as rating_sum,
        sum(case when standings.is_hit then 1 else 0 end) as hit_count,
        count(standings.gross_usd) as gross_count,
        sum({{ exact('ln(standings.gross_usd)') }}) as log_gross_sum
    from standings
    inner join makers on standings.title_key = makers.title_key
    group by makers.maker_kind, makers.maker_key, standings.as_of_date, standings.release_year
),

final as (
    select
        wanted.maker_kind,
        wanted.maker_key,
        wanted.as_of_date,
        cast(wanted.before_year as smallint) as before_year,
        {{ whole('sum(works.title_count)') }} as title_count,
        cast(max(works.release_year) as smallint) as last_year,
        cast(sum(works.rank_sum) as double) as votes_rank_sum,
        cast(sum(works.rating_sum) as double) as rating_sum,
        {{ whole('sum(works.hit_count)') }} as hit_count,
        {{ whole('sum(works.gross_count)') }} as gross_count,
        cast(sum(works.log_gross_sum) as double) as log_gross_sum
    from wanted
    inner join works
        on
            wanted.maker_kind = works.maker_kind
            and wanted.maker_key = works.maker_key
            and wanted.as_of_date = works.as_of_date
            and works.release_year < wanted.before_year
    group by wanted.maker_kind, wanted.maker_key, wanted.as_of_date, wanted.before_year
)

select * from final

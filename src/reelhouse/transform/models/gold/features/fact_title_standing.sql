{{ config(sort_by=['title_key', 'as_of_date'], needs=['imdb', 'tmdb']) }}

with ratings as (
    select title_key, snapshot_date, vote_count, weighted_rating from {{ ref('fact_rating_snapshot') }}
),

movie_snapshots as (
    select title_id_tmdb_movie, fetched_at, vote_count, average_rating, revenue_usd
    from {{ ref('silver_tmdb__movie_snapshot') }}
    where {{ may_train('tmdb') }}
),

tv_snapshots as (
    select title_id_tmdb_tv, fetched_at, vote_count, average_rating
    from {{ ref('silver_tmdb__tv_snapshot') }}
    where {{ may_train('tmdb') }}
),

records as (
    select title_key, record_kind, record_id
    from {{ ref('bridge_title_source') }}
    where source = 'tmdb' and record_kind in ('movie', 'tv')
),

titles as (
    select
        title_key,
        cast(start_year as integer) as release_year,
        {{ released_kind('title_type') }} as content_kind
    from {{ ref('dim_title') }}
    where is_current and not is_adult and start_year is not null and {{ released_kind('title_type') }} is not null
),

tmdb_observations as (
    select records.title_key, cast(s.fetched_at as date) as observed_date, s.vote_count, s.average_rating, s.revenue_usd
    from movie_snapshots as s
    inner join records on records.record_kind = 'movie' and records.record_id = {{ title_record_id('s.title_id_tmdb_movie') }}
    union all
    select records.title_key, cast(s.fetched_at as date), s.vote_count, s.average_rating, null
    from tv_snapshots as s
    inner join records on records.record_kind = 'tv' and records.record_id = {{ title_record_id('s.title_id_tmdb_tv') }}
),

imdb_enough as (
    select title_key
    from ratings
    group by title_key
    having max(vote_count) >= cast({{ mart_setting('hit_least_votes') }} as integer)
),

tmdb_enough as (
    select title_key
    from tmdb_observations
    where title_key not in (select title_key from ratings)
    group by title_key
    having max(vote_count) >= cast({{ mart_setting('hit_least_votes_tmdb') }} as integer)
),

-- votes are counted where more people vote; two sources' votes are never compared with each other
observations as (
    select
        ratings.title_key,
        'imdb' as vote_source,
        ratings.snapshot_date as observed_date,
        ratings.vote_count,
        ratings.weighted_rating as rating
    from ratings
    where ratings.title_key in (select title_key from imdb_enough)
    union all
    select title_key, 'tmdb', observed_date, vote_count, average_rating
    from tmdb_observations
    where title_key in (select title_key from tmdb_enough)
),

-- one look at the end of each month that was seen: finer than people's past needs
looks as (
    select max(observed_date) as as_of_date
    from observations
    group by extract(year from observed_date), extract(month from observed_date)
),

-- nothing was seen before the first look: for all that time stands what each title was seen with first
all_looks as (
    select as_of_date, false as is_backfill from looks
    union all
    select {{ days_after('min(observed_date)', -1) }}, true from observations having count(*) > 0
),

votes_by_month as (
    select *
    from (
        select
            *,
            row_number() over (
                partition by title_key, extract(year from observed_date), extract(month from observed_date)
                order by observed_date desc
            ) as newness
        from observations
    ) as months
    where newness = 1
),

vote_spells as (
    select
        *,
        row_number() over (partition by title_key order by observed_date) as spell_number,
        lead(observed_date) over (partition by title_key order by observed_date) as next_date
    from votes_by_month
),

gross_spells as (
    select
        title_key,
        observed_date,
        revenue_usd as gross_usd,
        row_number() over (partition by title_key order by observed_date) as spell_number,
        lead(observed_date) over (partition by title_key order by observed_date) as next_date
    from (
        select title_key, observed_date, max(revenue_usd) as revenue_usd
        from tmdb_observations
        where revenue_usd is not null
        group by title_key, observed_date
    ) as told
),

votes_at_looks as (
    select looks.as_of_date, looks.is_backfill, spells.title_key, spells.vote_source, spells.vote_count, spells.rating
    from vote_spells as spells
    inner join all_looks as looks
        on
            (looks.is_backfill and spells.spell_number = 1)
            or (
                not looks.is_backfill
                and spells.observed_date <= looks.as_of_date
                and (spells.next_date is null or spells.next_date > looks.as_of_date)
            )
),

ranked as (
    select
        votes.title_key,
        votes.as_of_date,
        votes.is_backfill,
        titles.content_kind,
        titles.release_year,
        votes.vote_source,
        votes.vote_count,
        votes.rating,
        gross.gross_usd,
        percent_rank() over (
            partition by votes.as_of_date, votes.vote_source, titles.content_kind, titles.release_year
            order by votes.vote_count, votes.title_key
        ) as votes_rank_rate
    from votes_at_looks as votes
    inner join titles on votes.title_key = titles.title_key
    left join gross_spells as gross
        on
            votes.title_key = gross.title_key
            and (
                (votes.is_backfill and gross.spell_number = 1)
                or (
                    not votes.is_backfill
                    and gross.observed_date <= votes.as_of_date
                    and (gross.next_date is null or gross.next_date > votes.as_of_date)
                )
            )
),

final as (
    select
        title_key,
        as_of_date,
        is_backfill,
        as_of_date = max(as_of_date) over () as is_latest,
        content_kind,
        cast(release_year as smallint) as release_year,
        vote_source,
        cast(vote_count as integer) as vote_count,
        rating,
        {{ whole('gross_usd') }} as gross_usd,
        votes_rank_rate,
        votes_rank_rate >= 1 - cast({{ mart_setting('hit_share') }} as double) as is_hit
    from ranked
)

select * from final

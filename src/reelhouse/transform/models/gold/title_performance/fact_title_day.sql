{{ config(sort_by=['title_key', 'source', 'record_kind', 'record_id', 'observed_date']) }}
{%- set series = 'source, record_kind, record_id' %}

with tmdb_movies as (
    select * from {{ ref('silver_tmdb__movie_snapshot') }}
),

tmdb_series as (
    select * from {{ ref('silver_tmdb__tv_snapshot') }}
),

mal_anime as (
    select * from {{ ref('silver_jikan__anime_snapshot') }}
),

anilist_anime as (
    select * from {{ ref('silver_anilist__anime_snapshot') }}
),

shows as (
    select * from {{ ref('silver_streaming_availability__show_snapshot') }}
),

imdb_ratings as (
    select title_key, snapshot_date, average_rating, vote_count from {{ ref('fact_rating_snapshot') }}
),

titles as (
    select title_key, title_id_imdb from {{ ref('dim_title') }} where is_current
),

records as (
    select title_key, source, record_kind, record_id from {{ ref('bridge_title_source') }}
),

fetches as (
    select
        'tmdb' as source,
        'movie' as record_kind,
        {{ title_record_id('title_id_tmdb_movie') }} as record_id,
        fetched_at,
        vote_count,
        average_rating,
        popularity,
        cast(null as bigint) as member_count,
        is_whole
    from tmdb_movies
    union all
    select
        'tmdb', 'tv', {{ title_record_id('title_id_tmdb_tv') }}, fetched_at, vote_count, average_rating, popularity, null, is_whole
    from tmdb_series
    union all
    select
        'jikan', 'anime', {{ title_record_id('title_id_mal') }}, fetched_at, scored_by_count, score, null, member_count, true
    from mal_anime
    union all
    select
        'anilist', 'anime', {{ title_record_id('title_id_anilist') }}, fetched_at, null, mean_score / 10, null, member_count, true
    from anilist_anime
    union all
    select
        'streaming_availability', 'show', {{ title_record_id('show_id_streaming_availability') }}, fetched_at, null,
        cast(rating_pct as double) / 10, null, null, true
    from shows
),

-- the last answer of a day; of answers at the same moment the one that shows most
of_days as (
    select
        *,
        cast(fetched_at as date) as observed_date,
        row_number() over (
            partition by {{ series }}, cast(fetched_at as date)
            order by fetched_at desc, is_whole desc, vote_count desc, average_rating desc
        ) as newness
    from fetches
),

observations as (
    select
        records.title_key,
        of_days.source,
        of_days.record_kind,
        of_days.record_id,
        of_days.observed_date,
        of_days.vote_count,
        of_days.average_rating,
        of_days.popularity,
        of_days.member_count
    from of_days
    inner join records
        on of_days.source = records.source
        and of_days.record_kind = records.record_kind
        and of_days.record_id = records.record_id
    where of_days.newness = 1
    union all
    select
        imdb_ratings.title_key,
        'imdb',
        'title',
        titles.title_id_imdb,
        imdb_ratings.snapshot_date,
        cast(imdb_ratings.vote_count as bigint),
        cast(imdb_ratings.average_rating as double),
        null,
        null
    from imdb_ratings
    inner join titles on imdb_ratings.title_key = titles.title_key
    where titles.title_id_imdb is not null
),

followed as (
    select
        *,
        lag(observed_date) over (partition by {{ series }} order by observed_date) as previous_date,
        lag(vote_count) over (partition by {{ series }} order by observed_date) as previous_vote_count,
        lag(average_rating) over (partition by {{ series }} order by observed_date) as previous_average_rating,
        lag(popularity) over (partition by {{ series }} order by observed_date) as previous_popularity,
        lag(member_count) over (partition by {{ series }} order by observed_date) as previous_member_count,
        lead(observed_date) over (partition by {{ series }} order by observed_date) as next_date
    from observations
),

changed as (
    select
        *,
        {{ days_from('previous_date', 'observed_date') }} as day_count,
        vote_count - previous_vote_count as vote_count_change,
        member_count - previous_member_count as member_count_change
    from followed
),

final as (
    select
        title_key,
        source,
        record_kind,
        record_id,
        observed_date,
        next_date is null as is_latest,
        vote_count,
        average_rating,
        popularity,
        member_count,
        previous_date,
        vote_count_change,
        average_rating - previous_average_rating as average_rating_change,
        popularity - previous_popularity as popularity_change,
        member_count_change,
        {{ ratio('vote_count_change', 'day_count') }} as votes_per_day,
        {{ ratio('member_count_change', 'day_count') }} as members_per_day
    from changed
)

select * from final

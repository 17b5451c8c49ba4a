{{ config(needs=['imdb', 'netflix'], sort_by=['measure', 'period', 'content_kind', 'genre']) }}

with reports as (
    select title_key, report_year, report_half, is_film, viewed_hours
    from {{ ref('fact_netflix_half_year') }}
    where title_key is not null and is_film is not null
),

title_genres as (
    select title_key, genre_key from {{ ref('bridge_title_genre') }}
),

genres as (
    select genre_key, genre from {{ ref('dim_genre') }}
),

titles as (
    select title_key, {{ content_kind_of_type('title_type') }} as content_kind
    from {{ ref('dim_title') }}
    where is_current
),

ratings as (
    select title_key, vote_count from {{ ref('fact_rating_snapshot') }} where is_latest
),

watched as (
    select
        'netflix_hours' as measure,
        concat(cast(report_year as string), ' H', cast(report_half as string)) as period,
        title_key,
        {{ content_kind('is_film') }} as content_kind,
        cast(sum(viewed_hours) as bigint) as amount
    from reports
    group by report_year, report_half, title_key, is_film
),

voted as (
    select
        'imdb_votes' as measure,
        'to date' as period,
        titles.title_key,
        titles.content_kind,
        ratings.vote_count as amount
    from ratings
    inner join titles on ratings.title_key = titles.title_key
    where titles.content_kind is not null
),

amounts as (
    select * from watched
    union all
    select * from voted
),

parts as (
    {{ genre_parts('amounts') }}
),

of_genres as (
    select amounts.*, parts.genre
    from amounts
    inner join parts on amounts.title_key = parts.title_key
    union all
    select amounts.*, 'all' as genre
    from amounts
),

ranked as (
    select
        measure,
        period,
        content_kind,
        genre,
        amount,
        row_number() over (partition by measure, period, content_kind, genre order by amount desc) as place,
        count(*) over (partition by measure, period, content_kind, genre) as title_count
    from of_genres
),

-- the i-th smallest is n + 1 - place, so that Gini's 2i - n - 1 is n + 1 - 2 * place
final as (
    select
        measure,
        period,
        content_kind,
        genre,
        {{ whole('max(title_count)') }} as title_count,
        {{ whole('sum(amount)') }} as amount,
        {{ ratio('sum(cast(title_count + 1 - 2 * place as decimal(18, 0)) * amount)', 'max(title_count) * sum(amount)') }}
            as gini,
        {{ top_share('amount', '0.01') }} as top_1_pct_share_rate,
        {{ top_share('amount', '0.05') }} as top_5_pct_share_rate,
        {{ top_share('amount', '0.10') }} as top_10_pct_share_rate,
        {{ top_share('amount', '0.20') }} as top_20_pct_share_rate
    from ranked
    group by measure, period, content_kind, genre
)

select * from final

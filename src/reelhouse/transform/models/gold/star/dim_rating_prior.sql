{{ config(tags=['history'], sort_by=['snapshot_date', 'title_type']) }}

with ratings as (
    select * from {{ ref('silver_imdb__rating') }}
),

title_types as (
    select title_key, title_type from {{ ref('dim_title') }} where is_current
),

typed_ratings as (
    select
        coalesce(title_types.title_type, 'unknown') as title_type,
        ratings.average_rating,
        ratings.vote_count,
        ratings.snapshot_date
    from ratings
    left join title_types on ratings.title_key = title_types.title_key
),

current_priors as (
    select
        snapshot_date,
        title_type,
        count(*) as rated_title_count,
        {{ ratio('sum(average_rating)', 'count(average_rating)') }} as prior_rating,
        cast({{ quantile('vote_count', 0.9) }} as double) as prior_vote_count
    from typed_ratings
    group by snapshot_date, title_type
),

{% if has_previous('dim_rating_prior') %}
earlier as (
    select * from {{ previous('dim_rating_prior') }}
),

-- weighted ratings of a day that is there were made with its priors: they stay as they are
final as (
    select * from earlier
    union all
    select * from current_priors
    where snapshot_date not in (select snapshot_date from earlier)
)
{% else %}
final as (
    select * from current_priors
)
{% endif %}

select * from final

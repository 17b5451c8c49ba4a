{{ config(tags=['history'], sort_by=['title_key', 'snapshot_date']) }}

with ratings as (
    select * from {{ ref('silver_imdb__rating') }}
),

title_types as (
    select title_key, title_type from {{ ref('dim_title') }} where is_current
),

priors as (
    select title_type, prior_rating, prior_vote_count
    from {{ ref('dim_rating_prior') }}
    where snapshot_date = {{ snapshot_date_of('imdb', 'title.ratings') }}
),

{% if has_previous('fact_rating_snapshot') %}
earlier as (
    select * from {{ previous('fact_rating_snapshot') }}
),

last_known as (
    select title_key, average_rating, vote_count from earlier where is_latest
),

changed_ratings as (
    select ratings.*
    from ratings
    left join last_known on ratings.title_key = last_known.title_key
    where
        last_known.title_key is null
        or last_known.average_rating <> ratings.average_rating
        or last_known.vote_count <> ratings.vote_count
),
{% else %}
changed_ratings as (
    select * from ratings
),
{% endif %}

weighted_ratings as (
    select
        changed_ratings.title_key,
        changed_ratings.snapshot_date,
        changed_ratings.average_rating,
        changed_ratings.vote_count,
        (
            changed_ratings.vote_count * cast(changed_ratings.average_rating as double)
            + priors.prior_vote_count * priors.prior_rating
        ) / (changed_ratings.vote_count + priors.prior_vote_count) as weighted_rating,
        true as is_latest
    from changed_ratings
    left join title_types on changed_ratings.title_key = title_types.title_key
    inner join priors on coalesce(title_types.title_type, 'unknown') = priors.title_type
),

final as (
    select * from weighted_ratings
    {% if has_previous('fact_rating_snapshot') %}
    union all
    select
        earlier.title_key,
        earlier.snapshot_date,
        earlier.average_rating,
        earlier.vote_count,
        earlier.weighted_rating,
        earlier.is_latest and changed_ratings.title_key is null as is_latest
    from earlier
    left join changed_ratings on earlier.title_key = changed_ratings.title_key
    {% endif %}
)

select * from final

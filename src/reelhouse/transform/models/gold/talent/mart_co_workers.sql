{{ config(sort_by=['person_key', 'co_worker_rank']) }}
{%- set people_count = var('co_workers_people_count', 1000) %}
{%- set co_worker_count = var('co_workers_per_person_count', 10) %}

with talent as (
    select person_key, person_name, title_count, prolific_rank
    from {{ ref('mart_talent') }}
),

titles as (
    select title_key
    from {{ ref('dim_title') }}
    where is_current and title_type <> 'tvEpisode'
),

credits as (
    select person_key, title_key from {{ ref('fact_credit') }}
),

most_prolific as (
    select person_key
    from talent
    order by prolific_rank, person_key
    limit {{ people_count }}
),

-- a person who has several credits in a title worked on it once
their_titles as (
    select distinct credits.person_key, credits.title_key
    from credits
    inner join most_prolific on credits.person_key = most_prolific.person_key
    inner join titles on credits.title_key = titles.title_key
),

shared_titles as (
    select title_key from their_titles group by title_key
),

their_colleagues as (
    select distinct credits.person_key, credits.title_key
    from credits
    inner join shared_titles on credits.title_key = shared_titles.title_key
),

-- one shared title says little and is what most pairs have
pairs as (
    select
        their_titles.person_key,
        their_colleagues.person_key as co_worker_person_key,
        count(*) as shared_title_count
    from their_titles
    inner join their_colleagues on their_titles.title_key = their_colleagues.title_key
    where their_titles.person_key <> their_colleagues.person_key
    group by their_titles.person_key, their_colleagues.person_key
    having count(*) > 1
),

ranked_pairs as (
    select
        person_key,
        co_worker_person_key,
        shared_title_count,
        row_number() over (
            partition by person_key
            order by shared_title_count desc, co_worker_person_key
        ) as co_worker_rank
    from pairs
),

closest_pairs as (
    select * from ranked_pairs where co_worker_rank <= {{ co_worker_count }}
),

final as (
    select
        closest_pairs.person_key,
        people.person_name,
        closest_pairs.co_worker_person_key,
        co_workers.person_name as co_worker_name,
        cast(closest_pairs.co_worker_rank as smallint) as co_worker_rank,
        closest_pairs.shared_title_count,
        {{ ratio('closest_pairs.shared_title_count', 'people.title_count') }} as shared_title_rate
    from closest_pairs
    inner join talent as people on closest_pairs.person_key = people.person_key
    inner join talent as co_workers on closest_pairs.co_worker_person_key = co_workers.person_key
)

select * from final

{{ config(sort_by=['person_key']) }}

with credits as (
    select person_key, title_key, category from {{ ref('fact_credit') }}
),

-- each step that reads all credits has an import of its own: engines keep a shared one in memory
credited_titles as (
    select person_key, title_key from {{ ref('fact_credit') }}
),

categories as (
    select distinct category from {{ ref('fact_credit') }}
),

titles as (
    select title_key, title_type, start_year
    from {{ ref('dim_title') }}
    where is_current
),

ratings as (
    select title_key, vote_count, weighted_rating
    from {{ ref('fact_rating_snapshot') }}
    where is_latest
),

people as (
    select person_key, person_name, birth_year, death_year
    from {{ ref('dim_person') }}
),

category_numbers as (
    select category, row_number() over (order by category) as category_number
    from categories
),

category_careers as (
    select
        credits.person_key,
        category_numbers.category_number,
        count(*) as credit_count,
        min(titles.start_year) as first_title_year,
        max(titles.start_year) as last_title_year
    from credits
    inner join category_numbers on credits.category = category_numbers.category
    left join titles on credits.title_key = titles.title_key
    group by credits.person_key, category_numbers.category_number
),

-- the greatest count, and of equal ones the first category by name, are one maximum: no sort needed
careers as (
    select
        person_key,
        sum(credit_count) as credit_count,
        min(first_title_year) as first_title_year,
        max(last_title_year) as last_title_year,
        999 - max(credit_count * 1000 + 999 - category_number) % 1000 as main_category_number
    from category_careers
    group by person_key
),

titles_but_episodes as (
    select title_key from titles where title_type <> 'tvEpisode'
),

-- a person who has several credits in a title worked on one title
person_titles as (
    select distinct credited_titles.person_key, credited_titles.title_key
    from credited_titles
    inner join titles_but_episodes on credited_titles.title_key = titles_but_episodes.title_key
),

title_totals as (
    select
        person_titles.person_key,
        count(*) as title_count,
        count(ratings.title_key) as rated_title_count,
        sum(ratings.vote_count) as vote_count,
        sum({{ exact('ratings.weighted_rating') }}) as weighted_sum
    from person_titles
    left join ratings on person_titles.title_key = ratings.title_key
    group by person_titles.person_key
),

-- people with as many titles share a rank, so that ranking the few different numbers will do
prolific_ranks as (
    select
        title_count,
        1 + coalesce(
            sum(person_count) over (
                order by title_count desc rows between unbounded preceding and 1 preceding
            ),
            0
        ) as prolific_rank
    from (select title_count, count(*) as person_count from title_totals group by title_count) as counts
),

ranked_totals as (
    select
        title_totals.person_key,
        title_totals.title_count,
        title_totals.rated_title_count,
        {{ whole('coalesce(title_totals.vote_count, 0)') }} as vote_count,
        {{ ratio('title_totals.weighted_sum', 'title_totals.rated_title_count') }} as mean_weighted_rating,
        {{ whole('prolific_ranks.prolific_rank') }} as prolific_rank
    from title_totals
    inner join prolific_ranks on title_totals.title_count = prolific_ranks.title_count
),

final as (
    select
        careers.person_key,
        people.person_name,
        people.birth_year,
        people.death_year,
        category_numbers.category as main_category,
        {{ whole('careers.credit_count') }} as credit_count,
        coalesce(ranked_totals.title_count, 0) as title_count,
        coalesce(ranked_totals.rated_title_count, 0) as rated_title_count,
        careers.first_title_year,
        careers.last_title_year,
        cast(careers.last_title_year - careers.first_title_year + 1 as smallint) as career_year_count,
        coalesce(ranked_totals.vote_count, 0) as vote_count,
        ranked_totals.mean_weighted_rating,
        ranked_totals.prolific_rank
    from careers
    inner join category_numbers on careers.main_category_number = category_numbers.category_number
    left join ranked_totals on careers.person_key = ranked_totals.person_key
    left join people on careers.person_key = people.person_key
)

select * from final

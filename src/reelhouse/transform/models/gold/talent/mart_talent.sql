{{ config(sort_by=['person_key']) }}

-- episodes are most of all titles, and one long series would outweigh every film career
with titles as (
    select title_key, start_year
    from {{ ref('dim_title') }}
    where is_current and title_type <> 'tvEpisode'
),

ratings as (
    select title_key, vote_count, weighted_rating
    from {{ ref('fact_rating_snapshot') }}
    where is_latest
),

credits as (
    select person_key, title_key, category from {{ ref('fact_credit') }}
),

people as (
    select person_key, person_name, birth_year, death_year
    from {{ ref('dim_person') }}
),

rated_titles as (
    select
        titles.title_key,
        titles.start_year,
        ratings.vote_count,
        {{ exact('ratings.weighted_rating') }} as weighted_rating
    from titles
    left join ratings on titles.title_key = ratings.title_key
),

title_credits as (
    select credits.person_key, credits.title_key, credits.category
    from credits
    inner join titles on credits.title_key = titles.title_key
),

category_counts as (
    select person_key, category, count(*) as credit_count
    from title_credits
    group by person_key, category
),

category_numbers as (
    select
        category,
        row_number() over (order by category desc) as category_number,
        count(*) over () + 1 as factor
    from (select distinct category from category_counts) as categories
),

-- the greatest count, and of equal ones the first category by name, are one maximum: no sort needed
main_categories as (
    select
        category_counts.person_key,
        sum(category_counts.credit_count) as credit_count,
        max(category_counts.credit_count * category_numbers.factor + category_numbers.category_number)
        % max(category_numbers.factor) as category_number
    from category_counts
    inner join category_numbers on category_counts.category = category_numbers.category
    group by category_counts.person_key
),

-- a person who has several credits in a title worked on one title
person_titles as (
    select distinct person_key, title_key from title_credits
),

careers as (
    select
        person_titles.person_key,
        count(*) as title_count,
        count(rated_titles.vote_count) as rated_title_count,
        min(rated_titles.start_year) as first_title_year,
        max(rated_titles.start_year) as last_title_year,
        sum(rated_titles.vote_count) as vote_count,
        sum(rated_titles.weighted_rating) as weighted_sum
    from person_titles
    inner join rated_titles on person_titles.title_key = rated_titles.title_key
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
    from (select title_count, count(*) as person_count from careers group by title_count) as counts
),

final as (
    select
        careers.person_key,
        people.person_name,
        people.birth_year,
        people.death_year,
        category_numbers.category as main_category,
        {{ whole('main_categories.credit_count') }} as credit_count,
        careers.title_count,
        careers.rated_title_count,
        careers.first_title_year,
        careers.last_title_year,
        cast(careers.last_title_year - careers.first_title_year + 1 as smallint) as career_year_count,
        {{ whole('coalesce(careers.vote_count, 0)') }} as vote_count,
        {{ ratio('careers.weighted_sum', 'careers.rated_title_count') }} as mean_weighted_rating,
        {{ whole('prolific_ranks.prolific_rank') }} as prolific_rank
    from careers
    inner join prolific_ranks on careers.title_count = prolific_ranks.title_count
    inner join main_categories on careers.person_key = main_categories.person_key
    inner join category_numbers on main_categories.category_number = category_numbers.category_number
    left join people on careers.person_key = people.person_key
)

select * from final

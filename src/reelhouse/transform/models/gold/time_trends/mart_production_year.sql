{{ config(sort_by=['title_type', 'start_year']) }}

-- a title without a year belongs to no point in time
with title_mix as (
    select title_type, start_year, {{ mix_sums() | join(', ') }}
    from {{ ref('mart_title_mix') }}
    where start_year is not null
),

types_and_all as (
    {{ with_all_types('title_mix', ['start_year'], mix_sums()) }}
),

final as (
    select
        title_type,
        start_year,
        {{ whole('title_count') }} as title_count,
        {{ whole('rated_title_count') }} as rated_title_count,
        {{ whole('vote_count') }} as vote_count,
        {{ ratio('average_rating_sum', 'rated_title_count') }} as mean_average_rating,
        {{ ratio('average_rating_by_votes_sum', 'vote_count') }} as vote_weighted_average_rating,
        {{ ratio('weighted_rating_sum', 'rated_title_count') }} as mean_weighted_rating
    from types_and_all
)

select * from final

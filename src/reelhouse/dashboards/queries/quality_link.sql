-- Spearman's rank correlation of votes and ratings over single titles, with a 95 % interval by
-- Fisher's transformation and the standard error of Bonett and Wright (2000).
with titles as (
    select title_key, average_rating, vote_count
    from mart_content_performance
    where {types:title_type}
        and {genres:any of genres}
        and {since_year:start_year}
        and {until_year:start_year}
        and {anime:title_key in (select title_key from dim_title where is_current and is_anime)}
),

placed as (
    select
        rank() over (order by average_rating) as rating_first,
        count(*) over (partition by average_rating) as rating_same,
        rank() over (order by vote_count) as votes_first,
        count(*) over (partition by vote_count) as votes_same
    from titles
),

-- what is equal shares the mean of its ranks
linked as (
    select
        count(*) as title_count,
        corr(rating_first + (rating_same - 1) / 2.0, votes_first + (votes_same - 1) / 2.0)
            as spearman
    from placed
),

spread as (
    select
        title_count,
        spearman,
        case
            when title_count > 3 and abs(spearman) < 1
                then 0.5 * ln((1 + spearman) / (1 - spearman))
        end as fisher_z,
        case when title_count > 3 then sqrt((1 + spearman * spearman / 2) / (title_count - 3)) end
            as standard_error
    from linked
),

final as (
    select
        title_count,
        spearman,
        (exp(2 * (fisher_z - 1.959964 * standard_error)) - 1)
        / (exp(2 * (fisher_z - 1.959964 * standard_error)) + 1) as spearman_low,
        (exp(2 * (fisher_z + 1.959964 * standard_error)) - 1)
        / (exp(2 * (fisher_z + 1.959964 * standard_error)) + 1) as spearman_high
    from spread
)

select * from final

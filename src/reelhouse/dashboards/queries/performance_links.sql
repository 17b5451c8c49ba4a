-- Spearman's rank correlation of each pair of measures over the titles that have both, with a 95 %
-- interval by Fisher's transformation and the standard error of Bonett and Wright (2000).
with titles as (
    select *
    from mart_title_everywhere
    where {types:title_type}
        and {anime:is_anime}
        and {genres:any of genres}
        and {since_year:start_year}
        and {until_year:start_year}
),

measured as (
    select title_key, 'Votes' as measure, cast(vote_count as double) as amount from titles
    union all
    select title_key, 'Rating', cast(average_rating as double) from titles
    union all
    select title_key, 'Hours in the Top 10', cast(top10_viewed_hours as double) from titles
    union all
    select title_key, 'Weeks in the Top 10', cast(top10_week_count as double) from titles
    union all
    select title_key, 'Hours of the half-year', cast(half_year_viewed_hours as double) from titles
    union all
    select title_key, 'Countries included', cast(included_country_count as double) from titles
    union all
    select title_key, 'Mentions', cast(mention_count as double) from titles
    union all
    select title_key, 'Sentiment', cast(mean_sentiment as double) from titles
    union all
    select title_key, 'Hours of members', cast(watched_hours as double) from titles
),

known as (
    select title_key, measure, amount from measured
    where amount is not null
),

pairs as (
    select
        one.measure,
        other.measure as other_measure,
        one.amount,
        other.amount as other_amount
    from known as one
    inner join known as other on one.title_key = other.title_key and one.measure < other.measure
),

placed as (
    select
        measure,
        other_measure,
        rank() over (partition by measure, other_measure order by amount)
        + (count(*) over (partition by measure, other_measure, amount) - 1) / 2.0 as place,
        rank() over (partition by measure, other_measure order by other_amount)
        + (count(*) over (partition by measure, other_measure, other_amount) - 1) / 2.0
            as other_place
    from pairs
),

linked as (
    select measure, other_measure, count(*) as title_count, corr(place, other_place) as spearman
    from placed
    group by measure, other_measure
),

spread as (
    select
        measure,
        other_measure,
        title_count,
        spearman,
        case when abs(spearman) < 1 then 0.5 * ln((1 + spearman) / (1 - spearman)) end as fisher_z,
        case when title_count > 3 then sqrt((1 + spearman * spearman / 2) / (title_count - 3)) end
            as standard_error
    from linked
),

final as (
    select
        measure,
        other_measure,
        title_count,
        spearman,
        (exp(2 * (fisher_z - 1.959964 * standard_error)) - 1)
        / (exp(2 * (fisher_z - 1.959964 * standard_error)) + 1) as spearman_low,
        (exp(2 * (fisher_z + 1.959964 * standard_error)) - 1)
        / (exp(2 * (fisher_z + 1.959964 * standard_error)) + 1) as spearman_high
    from spread
    where not isnan(spearman)
)

select * from final
order by measure, other_measure

-- Where a genre is watched more than it is offered, country by country.
with final as (
    select
        country_code,
        content_kind,
        genre,
        demand_title_count,
        supply_title_count,
        exp(gap_log_ratio) as demand_over_supply,
        exp(gap_low) as demand_over_supply_low,
        exp(gap_high) as demand_over_supply_high,
        zone
    from mart_opportunity
    where {kinds:content_kind}
        and {genres:genre}
        and {countries:country_code}
        and country_code <> 'all'
        and zone <> 'too few titles'
)

select * from final
order by demand_over_supply desc, country_code, genre

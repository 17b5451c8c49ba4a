-- Demand against supply of each genre in each country, where there are titles enough to judge.
with final as (
    select
        country_code,
        country_name,
        genre,
        demand_title_count,
        supply_title_count,
        demand_share_rate,
        supply_share_rate,
        gap_log_ratio,
        saturation_index,
        market_zone
    from mart_market_saturation
    where {kinds:content_kind}
        and {countries:country_code}
        and {genres:genre}
)

select * from final
order by gap_log_ratio desc nulls last, country_name, genre

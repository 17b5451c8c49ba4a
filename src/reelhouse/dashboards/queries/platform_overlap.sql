-- Share of a platform's titles that another one includes too, mean over countries by their titles.
with final as (
    select
        platform,
        other_platform,
        sum(shared_title_count) as shared_title_count,
        sum(title_count) as title_count,
        sum(shared_title_count) * 1.0 / nullif(sum(title_count), 0) as shared_rate
    from mart_catalogue_overlap
    where {countries:country_code}
        and {platforms:platform}
    group by platform, other_platform
)

select * from final
order by platform, other_platform

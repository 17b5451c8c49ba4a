-- Titles that came to platforms and left them, by month.
with final as (
    select
        month_date,
        platform,
        sum(added_title_count) as added_title_count,
        sum(removed_title_count) as removed_title_count
    from mart_catalogue_month
    where {countries:country_code}
        and {platforms:platform}
        and {since:month_date}
        and {until:month_date}
    group by month_date, platform
)

select * from final
order by month_date, platform

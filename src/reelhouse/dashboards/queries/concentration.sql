-- Share of hours or votes that the first titles have.
with final as (
    select
        measure,
        period,
        content_kind,
        genre,
        title_count,
        gini,
        top_1_pct_share_rate,
        top_5_pct_share_rate,
        top_10_pct_share_rate,
        top_20_pct_share_rate
    from mart_concentration
    where genre = 'all'
        and {kinds:content_kind}
)

select * from final
order by measure, content_kind

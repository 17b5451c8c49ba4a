-- How records of each source found their title.
with final as (
    select
        source,
        record_kind,
        record_count,
        id_count,
        crosswalk_count,
        match_count,
        manual_count,
        alone_count,
        under_review_count,
        no_title_count,
        matched_rate,
        mean_match_confidence
    from mart_title_matching_health
)

select * from final
order by record_count desc, source, record_kind

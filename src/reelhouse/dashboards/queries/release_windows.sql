-- Share of hits among the titles released in a month, with its interval.
with final as (
    select
        content_kind,
        window_number,
        title_count,
        hit_count,
        release_share_rate,
        hit_rate,
        hit_rate_low,
        hit_rate_high
    from mart_release_window
    where {windows:window_kind}
        and {kinds:content_kind}
)

select * from final
order by content_kind, window_number

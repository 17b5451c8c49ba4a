{{ config(by_day_of='first_party__viewing_sessions', sort_by=['viewing_date', 'record_id']) }}

with sessions as (
    select
        cast(started_at as date) as viewing_date,
        {{ first_party_name_id('title_id_imdb', 'title') }} as record_id,
        title,
        title_id_imdb,
        snapshot_date
    from {{ ref('silver_first_party__viewing_session') }}
),

final as (
    select viewing_date, record_id, title, title_id_imdb, min(snapshot_date) as first_seen_date
    from sessions
    group by viewing_date, record_id, title, title_id_imdb
)

select * from final

{{ config(by_day_of='first_party__viewing_sessions', sort_by=['hour_at', 'member_key', 'title_key', 'device']) }}

with sessions as (
    select
        member_id,
        {{ first_party_name_id('title_id_imdb', 'title') }} as record_id,
        cast(date_trunc('hour', started_at) as timestamp) as hour_at,
        device,
        watched_minutes
    from {{ ref('silver_first_party__viewing_session') }}
),

members as (
    select member_id, member_key from {{ ref('viewing_member') }}
),

titles as (
    select record_id, title_key, runtime_minutes from {{ ref('bridge_viewing_title') }}
),

-- one who watches on, or several episodes at a sitting, has seen all of it and not more
measured as (
    select
        sessions.hour_at,
        members.member_key,
        titles.title_key,
        sessions.device,
        sessions.watched_minutes,
        case
            when titles.runtime_minutes is not null
                then least({{ exact(ratio('sessions.watched_minutes', 'titles.runtime_minutes')) }}, 1)
        end as completion
    from sessions
    inner join members on sessions.member_id = members.member_id
    left join titles on sessions.record_id = titles.record_id
),

final as (
    select
        hour_at,
        member_key,
        title_key,
        device,
        count(*) as session_count,
        cast(sum(watched_minutes) as decimal(18, 3)) as watched_minutes,
        count(completion) as measured_session_count,
        cast(coalesce(sum(completion), 0) as decimal(18, 9)) as completion_sum,
        {{ whole("sum(case when completion >= " ~ exact(mart_setting('completed_share')) ~ " then 1 else 0 end)") }}
            as completed_session_count
    from measured
    group by hour_at, member_key, title_key, device
)

select * from final

{{ config(sort_by=['hour_at', 'member_key', 'title_key', 'device']) }}

with sessions as (
    select
        member_id,
        {{ first_party_name_id('title_id_imdb', 'title') }} as record_id,
        cast(date_trunc('hour', started_at) as timestamp) as hour_at,
        device,
        watched_minutes
    from {{ ref('silver_first_party__viewing_session') }}
),

-- who does not agree to being counted is left out here, and with it everywhere after
members as (
    select member_id, {{ member_key('member_id', source('build', 'pseudonym_pads')) }} as member_key
    from {{ ref('silver_first_party__member_profile') }}
    where has_analytics_consent
),

records as (
    select record_id, title_key
    from {{ ref('bridge_title_source') }}
    where source = 'first_party' and record_kind = 'name'
),

runtimes as (
    select title_key, runtime_minutes
    from {{ ref('dim_title') }}
    where is_current and runtime_minutes > 0
),

-- one who watches on, or several episodes at a sitting, has seen all of it and not more
measured as (
    select
        sessions.hour_at,
        members.member_key,
        records.title_key,
        sessions.device,
        sessions.watched_minutes,
        case
            when runtimes.runtime_minutes is not null
                then least({{ exact(ratio('sessions.watched_minutes', 'runtimes.runtime_minutes')) }}, 1)
        end as completion
    from sessions
    inner join members on sessions.member_id = members.member_id
    left join records on sessions.record_id = records.record_id
    left join runtimes on records.title_key = runtimes.title_key
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
